"""Fees: amounts for who answers for clients, bands for everybody else."""

from decimal import Decimal

import pytest

from graphsvc.fees import fee_band, sees_fees
from graphsvc.scope import NOBODY, Role, Scope


@pytest.mark.parametrize(
    "amount, band",
    [
        (None, None),
        ("0", "under 50 k"),
        ("49999.99", "under 50 k"),
        ("50000", "50 to 250 k"),
        ("999999", "250 k to 1 M"),
        ("1000000", "1 to 5 M"),
        ("5000000", "over 5 M"),
    ],
)
def test_an_amount_lies_in_one_band(amount: str | None, band: str | None) -> None:
    assert fee_band(None if amount is None else Decimal(amount)) == band


@pytest.mark.parametrize(
    "roles, sees", [({"account_lead"}, True), ({"hr"}, False), ({"hr", "account_lead"}, True), (set(), False)]
)
def test_account_leads_see_amounts(roles: set[Role], sees: bool) -> None:
    assert sees_fees(Scope(principal="x", roles=frozenset(roles))) is sees
    assert not sees_fees(NOBODY)
