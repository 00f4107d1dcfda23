"""The outside form of answers: cells that no spreadsheet runs, bytes that do not change."""

import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.answer import dumped, labels, named, to_json, with_evidence
from api.files import to_csv
from graphsvc.questions import QUESTIONS
from graphsvc.scope import Scope
from graphsvc.shape import dump
from tests.api.service import Service


def cells(**row: Any) -> dict[str, str]:
    (found,) = csv.DictReader(io.StringIO(to_csv({"data": [row]})))
    return found


@pytest.mark.parametrize("text", ["=1+1", "+1+cmd", "-1-1", "@sum", "\tx"])
def test_a_text_that_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    assert cells(name=text)["name"] == f"'{text}"


def test_a_line_end_inside_a_cell_ends_no_line() -> None:
    assert cells(name="\rx")["name"] == "' x"


def test_an_amount_below_zero_stays_an_amount() -> None:
    assert cells(amount="-150.50")["amount"] == "-150.50"


def test_a_number_below_zero_stays_a_number() -> None:
    assert cells(amount=-1.5)["amount"] == "-1.5"


def test_values_are_written_as_people_read_them() -> None:
    row = cells(is_on=True, is_off=False, nothing=None, names=["a", "b"], ties=[{"day": 3, "gone": None}])

    assert row == {"is_on": "yes", "is_off": "no", "nothing": "", "names": "a; b", "ties": "day=3"}


def test_a_nested_record_becomes_columns() -> None:
    assert cells(worst={"person": "p-1", "loss": 0.5}) == {"worst_person": "p-1", "worst_loss": "0.5"}


def test_rows_of_different_columns_share_one_head() -> None:
    text = to_csv({"data": [{"a": 1}, {"a": 2, "b": 3}]})

    assert text == "a,b\n1,\n2,3\n"


@given(st.lists(st.fixed_dictionaries({"name": st.text(), "share": st.floats(0, 1)}), max_size=4))
def test_csv_never_starts_a_cell_with_a_formula(rows: list[dict[str, Any]]) -> None:
    content = to_csv({"data": rows})

    read = list(csv.DictReader(io.StringIO(content, newline="")))
    assert len(read) == len(rows)
    started = [row["name"] for row in read if row["name"].startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert all(_is_amount(name) for name in started)


def _is_amount(text: str) -> bool:
    return text.removeprefix("-").replace(".", "").isdecimal()


@given(st.dictionaries(st.text(), st.integers(-(2**53), 2**53)))
def test_the_same_content_is_the_same_bytes(content: dict[str, int]) -> None:
    assert to_json(content) == to_json(dict(content))
    assert to_json(content).endswith(b"\n")


@pytest.mark.parametrize("name", list(QUESTIONS))
def test_a_field_that_names_a_node_has_words_for_its_name(name: str) -> None:
    found = labels(QUESTIONS[name].row)

    nodes = [field for field, words in found.items() if words.node and not field.endswith("_name")]
    assert all(f"{field}_name" in found for field in nodes)


def test_rows_are_kept_as_they_are_dumped_and_bare_of_names(service: Service) -> None:
    portfolio, snapshot = QUESTIONS["portfolio"], service.house.snapshot()
    scope = Scope(principal="a", roles=frozenset({"hr"}), clients=None, people="on", purpose="x")
    answer = portfolio.run(snapshot, scope, portfolio.params())

    found = dumped(portfolio, answer)

    assert list(found.rows) == [dump(row) for row in answer.rows]
    assert not [name for row in found.rows for name in row if name.endswith("_name")]


def test_a_page_names_and_proves_its_own_rows_alone(service: Service) -> None:
    portfolio, snapshot = QUESTIONS["portfolio"], service.house.snapshot()
    scope = Scope(principal="a", roles=frozenset({"hr"}), clients=None, people="on", purpose="x")
    found = dumped(portfolio, portfolio.run(snapshot, scope, portfolio.params()))
    part = slice(1, 2)

    with service.house.view() as view:
        whole = with_evidence(named(found, snapshot=snapshot, view=view), found, snapshot=snapshot, view=view)
        content = named(found, snapshot=snapshot, view=view, part=part)
        content = with_evidence(content, found, snapshot=snapshot, view=view, part=part)

    assert content["data"] == whole["data"][1:2]
    assert content["summary"] == whole["summary"]


def test_a_name_is_read_once_while_the_store_stays_as_it_is(service: Service) -> None:
    portfolio, snapshot = QUESTIONS["portfolio"], service.house.snapshot()
    scope = Scope(principal="a", roles=frozenset({"hr"}), clients=None, people="on", purpose="x")
    found = dumped(portfolio, portfolio.run(snapshot, scope, portfolio.params()))
    with service.house.view() as view:
        first = named(found, snapshot=snapshot, view=view)

    with service.house.view() as view:
        kept = dict(view.once("names", dict[str, str]))
        second = named(found, snapshot=snapshot, view=view)

    assert {row["client_name"] for row in first["data"]} <= set(kept.values())
    assert second == first
