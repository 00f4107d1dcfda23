"""Money of a period: whose it is, and what tells two amounts of one period apart."""

import pytest

from graphsvc.store.port import View
from tests.ingest.office import ACCOUNTS, EMPLOYEES, Office

HEAD = "account_id,period_start,period_end,amount,currency,contract_id,employee_id"
QUARTER = "A1,2026-01-01,2026-04-01"
LATER = "A1,2026-04-01,2026-07-01"
ASIDE = """\
reader = "csv"
[[table]]
need = ["account_id"]
[[table.record]]
type = "revenue"
[table.record.fields]
account_id = {column = "account_id", unknown = "set_aside"}
employee_id = {column = "employee_id", unknown = "set_aside"}
period_start = "period_start"
period_end = "period_end"
amount = "amount"
currency = "currency"
"""


@pytest.fixture
def books(office: Office) -> Office:
    """A firm with people and clients, and a feed of revenues that tolerates wrong rows."""
    office.feeds = ("employees", "accounts", "revenues")
    office.options["revenues"] = "max_rejected = 0.7"
    office.load("employees", *EMPLOYEES)
    office.load("accounts", *ACCOUNTS)
    return office


def _amounts(office: Office) -> list[str]:
    with office.view() as view:
        return sorted(_column(view, "amount"))


def _column(view: View, name: str) -> list[str]:
    return [str(value) for chunk in view.scan("Revenue", (name,)) for value in chunk[name]]


def test_two_amounts_of_one_period_are_told_apart_by_contract_and_earner(books: Office) -> None:
    rows = (f"{QUARTER},100,EUR,K1,E1", f"{QUARTER},200,EUR,K2,E1", f"{QUARTER},300,EUR,K1,E2")

    report = books.load("revenues", HEAD, *rows)

    assert report.rejected == 0
    assert _amounts(books) == ["100", "200", "300"]


def test_the_same_amount_said_twice_counts_once(books: Office) -> None:
    books.load("revenues", HEAD, f"{QUARTER},100,EUR,K1,E1", f"{QUARTER},100,EUR,K1,E1")

    assert _amounts(books) == ["100"]


def test_an_amount_of_an_unknown_client_or_earner_is_rejected(books: Office) -> None:
    rows = (f"{QUARTER},100,EUR,,E1", f"{LATER},200,EUR,,E99", "A9,2026-01-01,2026-04-01,300,EUR,,")

    report = books.load("revenues", HEAD, *rows)

    assert [(note.line, note.fate, note.field) for note in report.notes] == [
        (3, "rejected", "employee_id"),
        (4, "rejected", "account_id"),
    ]
    assert _amounts(books) == ["100"]


def test_a_mapping_may_set_the_fees_of_strangers_aside(books: Office) -> None:
    (books.root / "fees.toml").write_text(ASIDE, encoding="utf-8")
    books.options["revenues"] = 'mapping = "fees.toml"'

    report = books.load("revenues", HEAD, f"{QUARTER},100,EUR,,E1", f"{LATER},200,EUR,,E99")

    assert (report.rejected, report.set_aside) == (0, 1)
    assert _amounts(books) == ["100"]


def test_an_amount_nobody_is_named_for_is_the_firms(books: Office) -> None:
    report = books.load("revenues", HEAD, f"{QUARTER},100,EUR,,")

    assert (report.rejected, _amounts(books)) == (0, ["100"])
