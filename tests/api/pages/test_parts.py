"""Records that pages are made of."""

import pytest

from api.pages.cells import Cell
from api.pages.parts import WORDY, Line, Table


@pytest.mark.parametrize("length, is_wordy", [(WORDY, False), (WORDY + 1, True)])
def test_a_table_with_a_sentence_in_it_is_wordy(length: int, is_wordy: bool) -> None:
    table = Table(title="", heads=[], lines=[Line(cells=[Cell(text="short"), Cell(text="x" * length)])])

    assert table.is_wordy == is_wordy
