"""Who sees what a client pays: the amount, or the band it lies in."""

from bisect import bisect_right
from decimal import Decimal
from typing import Any

from graphsvc.scope import Role, Scope
from graphsvc.shape import field

SEES_FEES: frozenset[Role] = frozenset({"account_lead"})
"""Roles that see the amounts of single clients; the others see bands, and totals of many clients."""
_STEPS = (50_000, 250_000, 1_000_000, 5_000_000)
_WORDS = ("under 50 k", "50 to 250 k", "250 k to 1 M", "1 to 5 M", "over 5 M")


def sees_fees(scope: Scope) -> bool:
    """Returns whether a scope lets see what each client in reach pays; one that leads but some sees bands."""
    return scope.led is None and not scope.roles.isdisjoint(SEES_FEES)


def fee_band(amount: Decimal | None) -> str | None:
    """Returns the band of a year's fees, None where they are not known."""
    return None if amount is None else _WORDS[bisect_right(_STEPS, amount)]


def fee_band_field() -> Any:
    """Declares the column that every role sees in place of, or beside, an amount."""
    return field(label="Value band", help="Range in which the fees of a year lie, in the workspace currency.")
