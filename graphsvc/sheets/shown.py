"""A record cut to a scope: a field that nobody named for this reader is absent, not empty."""

from typing import Any, cast

from graphsvc.scope import GUARDED, Scope
from graphsvc.shape import dump, words_of
from graphsvc.store.port import Entity, View


def at_key(view: View, key: str) -> list[Entity]:
    """Returns the node of a key, nothing for a text that is no key."""
    try:
        return view.get([key])
    except ValueError:
        return []


def shown(record: Any, scope: Scope) -> dict[str, Any]:
    """Returns the record as JSON values without the fields that no group of the scope names."""
    words = words_of(cast("Any", type(record)))
    return {
        name: value
        for name, value in dump(record).items()
        if name in scope.fields or not (words[name].personal or name in GUARDED)
    }
