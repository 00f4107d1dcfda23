"""The workbook of an answer: what Excel can sum and sort, heads that people read."""

import io
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from api.answer import Dumped
from api.sheet import columns, xlsx_stream
from graphsvc.key import new_key
from graphsvc.questions import QUESTIONS
from graphsvc.questions.portfolio import PORTFOLIO
from graphsvc.shape import dump, field
from tests.api.service import Service

KEY = new_key("o", "sheet", 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inner:
    """Somebody, and how much of it is theirs."""

    person: str = field(label="Who", help="Somebody.", node="Person")
    share: float = field(label="Share", help="Part of it.", unit="share", decimals=6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One field of each form."""

    client: str = field(label="Client", help="The client.", node="Organisation")
    value: Decimal | None = field(label="Value", help="Money.")
    holds: float | None = field(label="Coverage", help="A share.", unit="share", decimals=6)
    count: int = field(label="Lines", help="A count.")
    gap: float = field(label="Gap", help="A number.", decimals=1)
    on: date | None = field(label="Last contact", help="A day.")
    empty: bool = field(label="Held by nobody", help="Yes or no.")
    note: str = field(label="Note", help="Words.")
    worst: Inner | None = field(label="Biggest loss", help="A record.")
    others: tuple[Inner, ...] = field(label="Who remains", help="Records.")


ROW = Row(
    client=KEY,
    value=Decimal("780000.00"),
    holds=0.635792,
    count=3,
    gap=1.5,
    on=date(2024, 9, 30),
    empty=False,
    note="780000.00",
    worst=Inner(person="p-1", share=0.25),
    others=(Inner(person="p-1", share=0.25), Inner(person="p-2", share=0.5)),
)


def sheet_of(service: Service, *rows: Row) -> Any:
    """Returns the sheet of some rows, as it is read back."""
    found = Dumped(
        question=replace(PORTFOLIO, row=Row),
        rows=[dump(row) for row in rows],
        summary={},
        basis="none",
        as_of=date(2024, 10, 4),
        evidence=[],
    )
    with service.house.view() as view:
        book = io.BytesIO(b"".join(xlsx_stream(found, view)))
    return openpyxl.load_workbook(book)["Answer"]


def by_head(sheet: Any, line: int = 2) -> dict[str, Any]:
    """Returns the cells of a line by head."""
    return dict(zip((cell.value for cell in sheet[1]), sheet[line], strict=True))


def test_numbers_money_shares_days_and_truth_values_are_such(service: Service) -> None:
    cells = by_head(sheet_of(service, ROW))

    assert {
        head: (cell.value, cell.number_format) for head, cell in cells.items() if cell.data_type != "s"
    } == {
        "Value": (780_000, "#,##0.00"),
        "Coverage": (0.635792, "0.0%"),
        "Lines": (3, "General"),
        "Gap": (1.5, "General"),
        "Last contact": (datetime.fromisoformat("2024-09-30"), "yyyy-mm-dd"),
        "Held by nobody": (False, "General"),
        "Biggest loss: Share": (0.25, "0.0%"),
    }


def test_text_stays_text_and_a_list_is_read_without_keys(service: Service) -> None:
    formula = replace(ROW, note="=1+1")

    sheet = sheet_of(service, ROW, formula)

    assert [by_head(sheet, line)["Note"].value for line in (2, 3)] == ["780000.00", "'=1+1"]
    assert {by_head(sheet, line)["Note"].data_type for line in (2, 3)} == {"s"}
    assert by_head(sheet)["Who remains"].value == "p-1, 25%; p-2, 50%"  # nobody knows their names


def test_what_is_not_known_is_an_empty_cell(service: Service) -> None:
    cells = by_head(sheet_of(service, ROW, replace(ROW, value=None, holds=None, on=None, worst=None)), 3)

    unknown = {head for head, cell in cells.items() if cell.value is None}
    assert unknown == {"Value", "Coverage", "Last contact", *(head for head in cells if "Biggest" in head)}


def test_names_come_first_and_keys_last_and_no_column_holds_a_record(service: Service) -> None:
    heads, bare = (
        list(by_head(sheet_of(service, ROW))),
        list(by_head(sheet_of(service, replace(ROW, worst=None)))),
    )

    assert (heads[0], heads[-2:]) == ("Client", ["Client (key)", "Biggest loss: Who (key)"])
    assert heads[8:10] == ["Biggest loss: Who", "Biggest loss: Share"]
    assert not [head for head in bare if "Biggest loss" in head]


def test_a_day_before_those_a_workbook_knows_is_text(service: Service) -> None:
    assert by_head(sheet_of(service, replace(ROW, on=date(1899, 1, 1))))["Last contact"].value == "1899-01-01"


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_every_question_has_heads_of_its_own_and_a_name_first(name: str) -> None:
    found = Dumped(question=QUESTIONS[name], rows=[], summary={}, basis="none", as_of=date.min, evidence=[])

    heads = columns(found)

    assert len({column.label for column in heads}) == len(heads)
    assert not heads[0].is_key
    assert not [column.label for column in heads if "_" in column.label]


def test_the_fees_of_an_export_can_be_summed(service: Service) -> None:
    response = service.get("/export/portfolio.xlsx", service.token("account_lead", accounts="all"))

    sheet = openpyxl.load_workbook(io.BytesIO(response.data))["Answer"]
    fees = [by_head(sheet, line)["Value"].value or 0 for line in range(2, sheet.max_row + 1)]
    assert sum(fees) == 2_510  # expected.json, and the client of 10
