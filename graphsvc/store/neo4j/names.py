"""Vouches for every identifier that becomes text of a statement: only registered kinds pass.

Cypher has no parameters for labels and types. pyright lets nothing but a `LiteralString` into a
statement, and these are the only functions that turn a name at run time into one.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import LiteralString

from graphsvc.errors import UsageError
from graphsvc.kinds import EDGE_KINDS, NODE_KINDS, label_of

STATES: Mapping[LiteralString, LiteralString] = MappingProxyType(
    {"Employee": "Person", "Alumnus": "Person", "Contact": "Person", "Client": "Organisation"}
)
"""State labels, for people who browse, by the label that carries them."""


def vouched_label(name: str) -> LiteralString:
    """Returns the label of a registered node kind.

    Raises:
        UsageError: no such kind.
    """
    if name not in NODE_KINDS:
        raise UsageError(f"'{name}' is no node kind; known are {', '.join(NODE_KINDS)}")
    return NODE_KINDS[name].label


def vouched_type(name: str) -> LiteralString:
    """Returns the relationship type of a registered edge kind.

    Raises:
        UsageError: no such kind.
    """
    if name not in EDGE_KINDS:
        raise UsageError(f"'{name}' is no edge kind; known are {', '.join(EDGE_KINDS)}")
    return EDGE_KINDS[name].type


def vouched_state(name: str) -> LiteralString:
    """Returns a state label.

    Raises:
        UsageError: no such state.
    """
    for state in STATES:
        if state == name:
            return state
    raise UsageError(f"'{name}' is no state label; known are {', '.join(STATES)}")


def label_behind(key: str) -> LiteralString:
    """Returns the label of the node a key belongs to."""
    return vouched_label(label_of(key))


def labels() -> Iterator[LiteralString]:
    """Yields all node labels."""
    return (kind.label for kind in NODE_KINDS.values())


def types() -> Iterator[LiteralString]:
    """Yields all relationship types that hold intervals."""
    return (kind.type for kind in EDGE_KINDS.values() if not kind.is_evidence)


def sources(type_: str) -> list[LiteralString]:
    """Returns the labels that relationships of a type may start at, each once."""
    return list(dict.fromkeys(vouched_label(source) for source, _ in EDGE_KINDS[type_].ends))
