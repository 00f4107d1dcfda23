"""The small firm, published once for all questions, and what the reference says of it."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.graphsvc.firm import SMALL_FIRM, Published, small_firm


@pytest.fixture(scope="session")
def firm() -> Iterator[Published]:
    """The small firm of risk-measures 14, published."""
    with small_firm().published() as published:
        yield published


@pytest.fixture(scope="session")
def expected() -> dict[str, Any]:
    """Every value of the small firm, as the reference gives it."""
    return dict(json.loads((SMALL_FIRM / "expected.json").read_text(encoding="utf-8")))
