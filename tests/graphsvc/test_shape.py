"""Records and their outside form: one declaration, loaded and dumped alike."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.errors import UsageError
from graphsvc.shape import Form, _flat, dump, field, load, schema_of, words_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Inner:
    """A nested record."""

    name: str = field(label="Name", help="A name.")
    weight: float | None = field(label="Weight", help="A weight.", decimals=2, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outer:
    """A record with a field of every type."""

    key: str = field(label="Key", help="A key.", node="Person")
    count: int = field(label="Count", help="A count.", unit="days", default=0)
    share: float = field(label="Share", help="A share.", decimals=4, default=0.0)
    plain: float = field(label="Plain", help="A number as it is.", default=0.0)
    is_on: bool = field(label="On", help="A flag.", default=False)
    day: date | None = field(label="Day", help="A day.", default=None)
    at: datetime | None = field(label="At", help="An instant.", default=None)
    amount: Decimal | None = field(label="Amount", help="Money.", default=None)
    band: Literal["weak", "strong"] = field(label="Band", help="A band.", default="weak")
    names: tuple[str, ...] = field(label="Names", help="Names.", default=())
    inner: Inner | None = field(label="Inner", help="One.", default=None)
    inners: tuple[Inner, ...] = field(label="Inners", help="Several.", default=())


FULL: dict[str, Any] = {
    "key": "p-1",
    "count": 3,
    "share": 0.25,
    "plain": 1.23456789,
    "is_on": True,
    "day": "2026-06-30",
    "at": "2026-06-30T12:00:00+00:00",
    "amount": "10.50",
    "band": "strong",
    "names": ["a", "b"],
    "inner": {"name": "x", "weight": 0.5},
    "inners": [{"name": "y", "weight": None}],
}


def test_a_record_loads_into_its_own_types() -> None:
    found = load(Outer, FULL)

    assert found == Outer(
        key="p-1",
        count=3,
        share=0.25,
        plain=1.23456789,
        is_on=True,
        day=date(2026, 6, 30),
        at=datetime(2026, 6, 30, 12, tzinfo=UTC),
        amount=Decimal("10.50"),
        band="strong",
        names=("a", "b"),
        inner=Inner(name="x", weight=0.5),
        inners=(Inner(name="y"),),
    )


def test_what_was_loaded_is_dumped_as_it_was() -> None:
    assert dump(load(Outer, FULL)) == FULL


def test_absent_fields_take_their_defaults() -> None:
    assert load(Outer, {"key": "p-1"}) == Outer(key="p-1")


@pytest.mark.parametrize(
    "values, said",
    [
        ({}, r"key: Missing data for required field"),
        ({"key": "p", "colour": "red"}, r"colour: Unknown field"),
        ({"key": "p", "band": "none"}, r"band: Must be one of: weak, strong"),
        ({"key": "p", "count": "many"}, r"count: Not a valid integer"),
        ({"key": "p", "day": "30.6.2026"}, r"day: Not a valid date"),
        ({"key": "p", "inner": {}}, r"inner: name Missing data"),
        ({"key": "p", "inners": [{"name": 1}]}, r"inners: 0 name Not a valid string"),
        ({"key": "p", "count": None}, r"count: Field may not be null"),
    ],
)
def test_a_wrong_value_is_named(values: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        load(Outer, values)


@pytest.mark.parametrize("value, count", [(3, 3), (2.0, 2), (-0.0, 0), (2**53, 2**53)])
def test_a_body_holds_whole_numbers_as_json_writes_them(value: float, count: int) -> None:
    found = load(Outer, {"key": "p-1", "count": value}, "json")

    assert (found.count, type(found.count)) == (count, int)


@pytest.mark.parametrize(
    "value", [90.5, "90", "", True, False, [], float("nan"), float("inf"), 2**53 + 2, 1e300]
)
def test_a_body_takes_nothing_else_for_a_whole_number(value: Any) -> None:
    with pytest.raises(UsageError, match="count: Not a valid integer"):
        load(Outer, {"key": "p-1", "count": value}, "json")


@pytest.mark.parametrize("value", ["yes", "on", "t", "true", 1, 0, 1.0, "", []])
def test_a_body_takes_true_and_false_alone_for_a_truth_value(value: Any) -> None:
    with pytest.raises(UsageError, match="is_on: Not a valid boolean"):
        load(Outer, {"key": "p-1", "is_on": value}, "json")

    assert load(Outer, {"key": "p-1", "is_on": True}, "json").is_on


@pytest.mark.parametrize("value", ["0.5", True, float("nan"), float("inf"), float("-inf")])
def test_a_body_takes_no_text_and_nothing_endless_for_a_number(value: Any) -> None:
    with pytest.raises(UsageError, match="plain: "):
        load(Outer, {"key": "p-1", "plain": value}, "json")


@pytest.mark.parametrize("value", ["1_0", "٣", " 1", "1\n", "+1", "1e3", "1e400", "NaN", "9" * 19, ""])
def test_a_text_is_a_whole_number_only_in_plain_digits(value: str) -> None:
    with pytest.raises(UsageError, match="count: "):
        load(Outer, {"key": "p-1", "count": value})


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("value", ["1e400", "NaN", "Infinity", "-sNaN", "1.5\n", "9" * 31, 1e22, True])
def test_an_amount_is_written_out(value: Any, form: Form) -> None:
    with pytest.raises(UsageError, match="amount: "):
        load(Outer, {"key": "p-1", "amount": value}, form)


@pytest.mark.parametrize("name", ["day", "at"])
@pytest.mark.parametrize("form", ["text", "json"])
def test_a_date_does_not_end_in_a_new_line(name: str, form: Form) -> None:
    with pytest.raises(UsageError, match=f"{name}: "):
        load(Outer, {"key": "p-1", name: FULL[name] + "\n"}, form)


def test_the_rules_of_a_body_hold_for_nested_records() -> None:
    values = {
        "key": "p-1",
        "inner": {"name": "x", "weight": "0.5"},
        "inners": [{"name": "y", "weight": True}],
    }

    with pytest.raises(UsageError, match=r"inner: weight .*; inners: 0 weight"):
        load(Outer, values, "json")


def test_every_wrong_value_is_named_at_once() -> None:
    with pytest.raises(UsageError, match=r"count: .*; day: .*; key: ") as caught:
        load(Outer, {"count": "x", "day": "y"})

    assert caught.value.exit_code == 2


def test_a_message_that_is_no_list_is_said_as_it_is() -> None:
    assert _flat("too long") == "too long"


def test_floats_are_written_with_the_places_declared() -> None:
    found = dump(Outer(key="p-1", share=0.123456789, plain=0.123456789))

    assert (found["share"], found["plain"]) == (0.1235, 0.123456789)


def test_a_share_just_below_zero_is_zero() -> None:
    assert str(dump(Outer(key="p-1", share=-1e-9))["share"]) == "0.0"


def test_words_stand_with_the_field() -> None:
    words = words_of(Outer)

    assert list(words)[:3] == ["key", "count", "share"]
    assert (words["key"].node, words["key"].is_optional, words["key"].personal) == ("Person", False, False)
    assert (words["count"].label, words["count"].unit, words["count"].is_optional) == ("Count", "days", True)


def test_help_describes_the_field_in_the_schema() -> None:
    fields = schema_of(Outer).fields

    assert fields["key"].metadata["description"] == "A key."
    assert schema_of(Outer) is schema_of(Outer)


@given(
    st.builds(
        Outer,
        key=st.text(min_size=1),
        count=st.integers(-(10**6), 10**6),
        share=st.floats(0, 1).map(lambda x: round(x, 4)),
        plain=st.floats(allow_nan=False, allow_infinity=False),
        is_on=st.booleans(),
        day=st.none() | st.dates(),
        at=st.none(),
        amount=st.none()
        | st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**12), max_value=10**12),
        band=st.sampled_from(["weak", "strong"]),
        names=st.lists(st.text()).map(tuple),
        inner=st.none() | st.builds(Inner, name=st.text(), weight=st.none()),
        inners=st.lists(st.builds(Inner, name=st.text(), weight=st.none())).map(tuple),
    )
)
def test_a_dumped_record_loads_as_the_same(record: Outer) -> None:
    assert load(Outer, dump(record)) == record
    assert load(Outer, dump(record), "json") == record
