"""What clients are worth; amounts are computed by hand from risk-measures 1."""

from pathlib import Path

import numpy as np
import pytest

from graphsvc.network import VALUE_BASES, Foreign, Values, coverage
from graphsvc.snapshot import NO_DAY
from graphsvc.store.port import OPEN
from tests.graphsvc.graph import TODAY, Firm


@pytest.fixture
def firm() -> Firm:
    return Firm()


def _values(firm: Firm, folder: Path) -> Values:
    return coverage(firm.snapshot(folder), TODAY, currency="EUR").values


def _revenue(firm: Firm, client: str, name: str, **properties: str) -> None:
    stated = {"period_start": "2024-01-01", "period_end": "2024-10-04", "kind": "billed", "currency": "EUR"}
    firm.edge("WITH", firm.node("Revenue", name, **(stated | properties)), client)


def _contract(firm: Firm, client: str, name: str, **properties: object) -> None:
    stated = {"currency": "EUR", "status": "signed", "start": "2024-01-01"}
    firm.edge("WITH", firm.node("Contract", name, **(stated | properties)), client)


def test_billed_revenue_of_the_last_year_counts_pro_rata(tmp_path: Path, firm: Firm) -> None:
    """2022-10-05 to 2024-10-04 are 730 days, 365 of them in the year: half of 1,000.01 in hundredths."""
    acme = firm.client("Acme")
    _revenue(firm, acme, "two years", period_start="2022-10-05", amount="1000.01")
    _revenue(firm, acme, "this year", amount="10")
    _revenue(firm, acme, "the coming year", period_start="2024-10-04", period_end="2025-10-04", amount="7")

    found = _values(firm, tmp_path)

    assert found.amount.tolist() == [51_000]
    assert [VALUE_BASES[code] for code in found.basis] == ["billed"]


@pytest.mark.parametrize("kind", ["booked", "pipeline", "forecast"])
def test_what_is_not_billed_is_no_value(tmp_path: Path, firm: Firm, kind: str) -> None:
    _revenue(firm, firm.client("Acme"), "r", amount="10", kind=kind)

    found = _values(firm, tmp_path)

    assert np.isnan(found.amount).all()
    assert [VALUE_BASES[code] for code in found.basis] == ["unknown"]


@pytest.mark.parametrize(
    "terms, amount",
    [
        ({"annual_value": "100", "value": "900"}, 10_000),
        ({"value": "730", "end": "2025-12-31"}, 36_500),  # 730 days
        ({"value": "24", "term_months": 24}, 1_200),
    ],
)
def test_without_revenue_live_contracts_give_the_value(
    tmp_path: Path, firm: Firm, terms: dict[str, object], amount: int
) -> None:
    _contract(firm, firm.client("Acme"), "c", **terms)

    found = _values(firm, tmp_path)

    assert found.amount.tolist() == [amount]
    assert [VALUE_BASES[code] for code in found.basis] == ["contract"]


@pytest.mark.parametrize(
    "terms",
    [
        {"end": "2024-10-04"},
        {"start": "2024-10-05"},
        {"status": "open"},
        {"status": "lost"},
    ],
)
def test_a_contract_that_is_not_live_binds_nobody(
    tmp_path: Path, firm: Firm, terms: dict[str, object]
) -> None:
    _contract(firm, firm.client("Acme"), "c", annual_value="100", **terms)

    found = _values(firm, tmp_path)

    assert found.contracts.at.size == 0
    assert found.contract_end.tolist() == [NO_DAY]


def test_revenue_stands_before_contracts(tmp_path: Path, firm: Firm) -> None:
    acme = firm.client("Acme")
    _revenue(firm, acme, "r", amount="10")
    _contract(firm, acme, "c", annual_value="100")

    assert _values(firm, tmp_path).amount.tolist() == [1_000]


def test_other_currencies_are_listed_and_in_no_sum(tmp_path: Path, firm: Firm) -> None:
    acme = firm.client("Acme")
    _revenue(firm, acme, "r", amount="10", currency="USD")
    _contract(firm, acme, "c", annual_value="100")
    _contract(firm, acme, "d", annual_value="5", currency="CHF")

    found = _values(firm, tmp_path)

    assert found.amount.tolist() == [10_000]
    assert found.foreign == (
        Foreign(client=0, currency="CHF", amount=500, basis="contract"),
        Foreign(client=0, currency="USD", amount=1_000, basis="billed"),
    )


def test_the_earliest_end_of_live_contracts_is_the_contract_end(tmp_path: Path, firm: Firm) -> None:
    acme, bolt = firm.client("Acme"), firm.client("Bolt")
    _contract(firm, acme, "c", end="2025-12-31", notice_days=90, auto_renews=True)
    _contract(firm, acme, "d", end="2024-10-14")
    _contract(firm, bolt, "e")
    snapshot = firm.snapshot(tmp_path)

    found = coverage(snapshot, TODAY)

    ends = dict(zip(snapshot.keys(found.clients), found.values.contract_end.tolist(), strict=True))
    assert ends == {acme: TODAY + 10, bolt: OPEN}
    assert np.nanmax(found.values.contracts.notice_days) == 90
    assert sorted(found.values.contracts.auto_renews.tolist()) == [-1, -1, 1]


def test_a_contract_without_currency_or_term_has_no_known_value(tmp_path: Path, firm: Firm) -> None:
    acme = firm.client("Acme")
    firm.edge("WITH", firm.node("Contract", "c", value="100", status="signed"), acme)

    found = _values(firm, tmp_path)

    assert np.isnan(found.amount).all()
    assert found.foreign == ()
