"""Small words every question uses: days, money, bands, bases, and evidence that is found when opened."""

from datetime import date
from decimal import Decimal

import pytest

from graphsvc.errors import NotFoundError
from graphsvc.evidence import Pair
from graphsvc.question import (
    Behind,
    band_of,
    basis_of,
    date_of,
    date_or_none,
    day_of,
    known,
    money,
    position_of,
)
from graphsvc.snapshot import NO_DAY
from graphsvc.store.port import OPEN
from graphsvc.tie import BASES
from tests.graphsvc.firm import Firm


def test_a_day_number_counts_from_1970() -> None:
    assert (day_of(date(1970, 1, 2)), date_of(1)) == (1, date(1970, 1, 2))


@pytest.mark.parametrize("day", [OPEN, NO_DAY])
def test_an_open_or_unknown_day_is_no_date(day: int) -> None:
    assert date_or_none(day) is None


def test_money_has_two_decimals_and_is_unknown_rather_than_zero() -> None:
    assert (money(12345.0), money(float("nan")), money(0.0)) == (Decimal("123.45"), None, Decimal("0.00"))


@pytest.mark.parametrize(
    "strength, band",
    [
        (0, "dormant"),
        (4.99, "dormant"),
        (5, "weak"),
        (25, "warm"),
        (60, "strong"),
        (79.99, "strong"),
        (80, "very_strong"),
    ],
)
def test_a_band_begins_at_its_lower_limit(strength: float, band: str) -> None:
    # ties-and-coverage 4
    assert band_of(strength) == band


@pytest.mark.parametrize(
    "bases, name",
    [
        ([], "none"),
        (["none"], "none"),
        (["measured", "none"], "measured"),
        (["declared", "declared"], "declared"),
        (["measured", "assigned"], "mixed"),
    ],
)
def test_a_figure_is_mixed_when_its_ties_rest_on_different_things(bases: list[str], name: str) -> None:
    assert basis_of(BASES.index(base) for base in bases) == name


def test_a_count_of_contacts_who_are_not_known_is_unknown() -> None:
    assert (known(-1), known(0)) == (None, 0)


def test_evidence_is_found_only_for_the_row_that_is_opened() -> None:
    opened: list[int] = []

    def of(row: int) -> list[Pair]:
        opened.append(row)
        return [Pair(first=row, second=row + 1)]

    behind = Behind(3, of)

    assert len(behind) == 3
    assert behind[-1] == [Pair(first=2, second=3)]
    assert behind[:1] == [[Pair(first=0, second=1)]]
    assert opened == [2, 0]
    assert len(list(behind)) == 3


def test_a_key_of_another_kind_is_not_found() -> None:
    firm = Firm()
    firm.employee("ann")

    with firm.published() as asked:
        assert position_of(asked.snapshot, firm.key["ann"], "Person") == asked.at("ann")
        with pytest.raises(NotFoundError, match="no organisation has the key"):
            position_of(asked.snapshot, firm.key["ann"], "Organisation")
