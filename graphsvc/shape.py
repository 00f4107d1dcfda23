"""Records and their outside form: one declaration gives validation, words for the screen and JSON.

A record is a frozen dataclass whose fields are declared with `field`; label, help, unit and whether the
value is personal stand there once and are read by mappings, questions, documents and screens.
"""

import dataclasses
import re
import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, Literal

import marshmallow as ma
from marshmallow import validate

from graphsvc.errors import UsageError

Record = typing.TypeVar("Record")
Form = Literal["text", "json"]
"""How values arrive: as words (query, form, command line) or as JSON."""
_DIGITS = re.compile(r"-?[0-9]{1,18}")
_WRITTEN_OUT = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?")
_AS_IT_IS = frozenset({str, int, bool})
_LARGEST = 2**53
"""Largest whole number that a JSON reader keeps exactly."""


UNTOLD = ""
"""Job title that is not for this reader: the door adds none."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a field says of itself: label, one sentence of help, unit, and who may see it.

    `is_optional` tells that the field has a default, `fees` that the value is what one client pays.
    """

    label: str
    help: str
    unit: str | None = None
    personal: bool = False
    node: str | None = None
    decimals: int | None = None
    title_of: str | None = None
    fees: bool = False
    is_optional: bool = False


def field(  # noqa: PLR0913 - the vocabulary of a declaration, all by keyword
    *,
    label: str,
    help: str,  # noqa: A002 - the word every screen uses
    unit: str | None = None,
    personal: bool = False,
    node: str | None = None,
    decimals: int | None = None,
    title_of: str | None = None,
    fees: bool = False,
    default: Any = MISSING,
) -> Any:
    """Declares a field of a record.

    Args:
        label: words of the column head.
        help: one sentence that explains the value.
        unit: unit of the value, such as `days`.
        personal: the value is about a person and needs a field group to be shown.
        node: kind of the node whose key the field holds; its name is added at the door.
        decimals: places a float is written with.
        title_of: field that holds a person, whose job title is added at the door, if the value is None; it
            is never published.
        fees: the value is what a single client pays; roles that may not see it get none.
        default: value when absent; without one the field is required.
    """
    words = Words(
        label=label,
        help=help,
        unit=unit,
        personal=personal,
        node=node,
        decimals=decimals,
        title_of=title_of,
        fees=fees,
        is_optional=default is not MISSING,
    )
    return dataclasses.field(default=default, metadata={"words": words})


@cache
def words_of(record: Any) -> Mapping[str, Words]:
    """Returns the words of every declared field of a record class, in order of declaration."""
    return types.MappingProxyType({f.name: f.metadata["words"] for f in dataclasses.fields(record)})


@cache
def schema_of(record: Any, form: Form = "text") -> ma.Schema:
    """Returns the marshmallow schema of a record class; unknown input is an error.

    Args:
        record: the class.
        form: `text` where every value arrives as words, `json` where numbers and truth values are typed.
    """
    hints = typing.get_type_hints(record)
    fields: dict[str, ma.fields.Field[Any]] = {
        f.name: _schema_field(hints[f.name], f, form) for f in dataclasses.fields(record)
    }
    return ma.Schema.from_dict(fields, name=record.__name__)(unknown=ma.RAISE)


def load(record: type[Record], values: Mapping[str, Any], form: Form = "text") -> Record:
    """Returns the record that the values describe.

    Args:
        record: the class.
        values: values by field.
        form: see `schema_of`.

    Raises:
        UsageError: values are missing, unknown or of the wrong type; every field is named.
    """
    schema = schema_of(typing.cast("Any", record), form)
    try:
        found = typing.cast("dict[str, Any]", schema.load(dict(values)))
    except ma.ValidationError as error:
        raise UsageError(_sentence(error.messages_dict)) from error
    return record(**found)


def dump(record: Any) -> dict[str, Any]:
    """Returns the record as JSON values: dates as ISO text, decimals as text, floats rounded."""
    return {
        name: getattr(record, name) if words is None else _plain(getattr(record, name), words)
        for name, words in _writing(typing.cast("Any", type(record)))
    }


@cache
def _writing(record: Any) -> tuple[tuple[str, Words | None], ...]:
    """Returns the words of every field that is not written as it stands, None for text and whole numbers."""
    hints = typing.get_type_hints(record)
    return tuple((name, None if _stands(hints[name]) else words) for name, words in words_of(record).items())


def _stands(hint: Any) -> bool:
    inner, _ = _without_none(hint)
    return inner in _AS_IT_IS or typing.get_origin(inner) is Literal


def _sentence(messages: Mapping[str, Any]) -> str:
    return "; ".join(f"{name}: {_flat(found)}" for name, found in sorted(messages.items()))


def _flat(found: Any) -> str:
    if isinstance(found, Mapping):
        return ", ".join(f"{name} {_flat(inner)}" for name, inner in found.items())
    if isinstance(found, list):
        return " ".join(str(item).rstrip(".") for item in found)
    return str(found)


def _plain(value: Any, words: Words) -> Any:
    if dataclasses.is_dataclass(value):
        return dump(value)
    if isinstance(value, tuple):
        return [_plain(item, words) for item in value]
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, float) and words.decimals is not None:
        return round(value, words.decimals) + 0.0  # -0.0 becomes 0.0
    return value


def _schema_field(hint: Any, declared: dataclasses.Field[Any], form: Form) -> ma.fields.Field[Any]:
    words: Words = declared.metadata["words"]
    required = declared.default is MISSING
    options: dict[str, Any] = {
        "required": required,
        "metadata": {"description": words.help},
    }
    if not required:
        options["load_default"] = declared.default
    inner, optional = _without_none(hint)
    return _typed(inner, {**options, "allow_none": optional}, form)


def _without_none(hint: Any) -> tuple[Any, bool]:
    if typing.get_origin(hint) not in {types.UnionType, typing.Union}:
        return hint, False
    members = [member for member in typing.get_args(hint) if member is not types.NoneType]
    return members[0], True


class TextInt(ma.fields.Integer):
    """Whole number written in plain digits: neither `1_0` nor digits of other scripts."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, str) and not _DIGITS.fullmatch(value):
            raise self.make_error("invalid", input=value)
        return super()._deserialize(value, attr, data, **kwargs)


class JsonInt(ma.fields.Integer):
    """Whole number of a JSON body: 2.0 is 2; text, truth values and fractions are none."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not _is_number(value) or not abs(value) <= _LARGEST or value != int(value):
            raise self.make_error("invalid", input=value)
        return super()._deserialize(int(value), attr, data, **kwargs)


class JsonFloat(ma.fields.Float):
    """Number of a JSON body; text is none."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not _is_number(value):
            raise self.make_error("invalid", input=value)
        return super()._deserialize(value, attr, data, **kwargs)


class JsonBool(ma.fields.Boolean):
    """Truth value of a JSON body: true or false, not `yes`, `on` or 1."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return super()._deserialize(value, attr, data, **kwargs)


class Amount(ma.fields.Decimal):
    """Decimal written out: no exponent, which makes a few letters an endless number."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, bool) or not _WRITTEN_OUT.fullmatch(str(value)):
            raise self.make_error("invalid", input=value)
        return super()._deserialize(value, attr, data, **kwargs)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


_TEXT: Mapping[type, type[ma.fields.Field[Any]]] = types.MappingProxyType(
    {
        str: ma.fields.String,
        int: TextInt,
        float: ma.fields.Float,
        bool: ma.fields.Boolean,
        date: ma.fields.Date,
        datetime: ma.fields.DateTime,
        Decimal: Amount,
    }
)
_JSON: Mapping[type, type[ma.fields.Field[Any]]] = types.MappingProxyType(
    {**_TEXT, int: JsonInt, float: JsonFloat, bool: JsonBool}
)


class _Tuple(ma.fields.List[Any]):
    """List that loads as a tuple, so that records stay hashable."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return tuple(super()._deserialize(value, attr, data, **kwargs))


class _Nested(ma.fields.Nested):
    """Nested record that loads as its dataclass."""

    def __init__(self, record: type, form: Form, **options: Any) -> None:
        super().__init__(lambda: schema_of(record, form), **options)
        self._record = record

    def _load(self, value: Any, partial: Any = None) -> Any:
        return self._record(**typing.cast("dict[str, Any]", super()._load(value, partial=partial)))


def _typed(hint: Any, options: dict[str, Any], form: Form) -> ma.fields.Field[Any]:
    origin = typing.get_origin(hint)
    if origin is tuple:
        return _Tuple(_typed(typing.get_args(hint)[0], {}, form), **options)
    if origin is Literal:
        return ma.fields.String(validate=validate.OneOf(typing.get_args(hint)), **options)
    if dataclasses.is_dataclass(hint):
        return _Nested(typing.cast("type", hint), form, **options)
    return (_JSON if form == "json" else _TEXT)[hint](**options)
