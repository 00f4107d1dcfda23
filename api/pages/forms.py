"""Forms from declarations: a record of parameters becomes inputs, and what was typed becomes its values.

A reader types names; keys stand in addresses. So a form is posted, each name is looked up, and a name that
matches nothing comes back beside its input.
"""

import types
import typing
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Literal

from api.endpoint import Call
from api.lookup import Sees, is_key, key_for
from api.pages import reach
from api.pages.cells import text
from api.pages.frame import ROLE_NAMES
from api.pages.parts import FormField, InputKind
from api.sight import shows
from graphsvc.errors import NotFoundError
from graphsvc.kinds.consent import PURPOSE_WORDS
from graphsvc.shape import Words, words_of

MOST_KNOWN = 400
"""Names a form completes; more are found by the ask bar."""
_UNITS = frozenset({"days", "hours", "weeks", "months", "years"})
_CHOICES: Mapping[Any, str] = {**ROLE_NAMES, **PURPOSE_WORDS}
_KINDS: Mapping[Any, InputKind] = {date: "date", bool: "check", int: "number", float: "number"}


def form_of(
    call: Call,
    record: Any,
    values: Mapping[str, Sequence[str]],
    *,
    faults: Mapping[str, str] | None = None,
    hidden: frozenset[str] = frozenset(),
) -> list[FormField]:
    """Returns an input for each parameter of a record.

    Args:
        call: the request, for the names it may complete.
        record: dataclass of parameters.
        values: what stands in each input, keys or texts as they were typed.
        faults: what is wrong, by parameter.
        hidden: parameters that are asked for elsewhere.
    """
    hints = typing.get_type_hints(record)
    return [
        _field(
            call,
            name,
            said,
            hint=hints[name],
            values=values.get(name, ()),
            fault=(faults or {}).get(name, ""),
        )
        for name, said in words_of(record).items()
        if name not in hidden
    ]


def _field(  # noqa: PLR0913 - one input, by keyword
    call: Call, name: str, said: Words, *, hint: Any, values: Sequence[str], fault: str
) -> FormField:
    inner, several = plain_hint(hint)
    choices = typing.get_args(inner) if typing.get_origin(inner) is Literal else ()
    told = names_for(call, said, values)
    return FormField(
        name=name,
        label=_label(said),
        help=_help(said, several=several),
        value=told[-1] if told else "",
        values=tuple(told) if several else (),
        kind="choice" if choices else _KINDS.get(inner, "text"),
        is_needed=not said.is_optional,
        is_several=several,
        choices=[(str(code), _CHOICES.get(code) or text(str(code))) for code in choices],
        known=known_names(call, said.node) if said.node else (),
        fault=fault,
    )


def _label(said: Words) -> str:
    """Returns the label of an input, with the unit unless the label is the unit."""
    is_told = said.unit in _UNITS and said.unit != said.label.lower()
    return f"{said.label} ({said.unit})" if is_told else said.label


def _help(said: Words, *, several: bool) -> str:
    plain = said.help.replace("_", " ").replace("; may be given several times", "")  # codes, command line
    return f"{plain} Several: one in each box." if several else plain


def plain_hint(hint: Any) -> tuple[Any, bool]:
    """Returns the type of one value of a field, and whether it takes several."""
    if typing.get_origin(hint) in {types.UnionType, typing.Union}:
        hint = next(each for each in typing.get_args(hint) if each is not types.NoneType)
    if typing.get_origin(hint) is tuple:
        return typing.get_args(hint)[0], True
    return hint, False


def names_for(call: Call, said: Words, values: Sequence[str]) -> list[str]:
    """Returns what a reader sees for values: the name for a key, a text as it is."""
    if said.node is None:
        return list(values)
    keys = [value for value in values if is_key(value, said.node)]
    sees = shows(call.scope, call.snapshot) if keys else None
    names = {
        entity.key: str(entity.properties.get("name", entity.key))
        for entity in call.view.get(keys)
        if sees is not None and sees(entity)
    }
    return [names.get(value, value) for value in values]


def known_names(call: Call, label: str) -> Sequence[str]:
    """Returns the names in reach that an input completes; none where there are too many to be of help."""
    if label == "Unit":
        found = call.snapshot.nodes("Unit").tolist()
    else:
        found = reach.clients(call) if label == "Organisation" else reach.employees(call)
    return list(reach.names(call, found).values()) if len(found) <= MOST_KNOWN else ()


def typed(record: Any, given: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Returns what was typed into each input, without blanks; `;` parts several in one box."""
    hints = typing.get_type_hints(record)
    found: dict[str, list[str]] = {}
    for name, value in given:
        several = name in hints and plain_hint(hints[name])[1]
        parts = [part.strip() for part in (value.split(";") if several else [value]) if part.strip()]
        if parts:
            found.setdefault(name, []).extend(parts)
    return found


def looked_up(
    call: Call, record: Any, given: Mapping[str, Sequence[str]], *, sees: Sees
) -> tuple[list[tuple[str, str]], dict[str, str]]:
    """Returns parameters with keys for names, as an address takes them, and what was not found, by input."""
    words = words_of(record)
    query: list[tuple[str, str]] = []
    faults: dict[str, str] = {}
    for name, values in given.items():
        label = words[name].node if name in words else None
        try:
            query += [
                (name, key_for(call.view, value, label, sees=sees) if label else value) for value in values
            ]
        except NotFoundError as error:
            faults[name] = sentence_of(str(error))
    return query, faults


def sentence_of(message: str) -> str:
    """Returns a message as a sentence: with a capital and a full stop."""
    return f"{message[:1].upper()}{message[1:].rstrip('.')}." if message else ""
