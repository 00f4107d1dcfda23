"""What a caller means: a key, an e-mail address or, where only one matches, a name."""

from collections.abc import Sequence

from graphsvc.errors import NotFoundError
from graphsvc.key import id_of
from graphsvc.kinds import NODE_KINDS
from graphsvc.store.port import Entity, View
from ingest.identity import address_token

_SHOWN = 5


def key_for(view: View, text: str, label: str) -> str:
    """Returns the key of the node a caller names.

    Raises:
        NotFoundError: nothing matches, or several things do; they are listed.
    """
    wanted = text.strip()
    if is_key(wanted, label):
        return _first_seen(view, wanted, label)
    if "@" in wanted and label == "Person":
        return _at(view, wanted)
    return _named(view.find(wanted, label, limit=200), wanted, label)


def is_key(text: str, label: str) -> bool:
    """Returns whether a text is a key of a kind."""
    if not text.startswith(f"{NODE_KINDS[label].prefix}-"):
        return False
    try:
        id_of(text)
    except ValueError:
        return False
    return True


def _first_seen(view: View, key: str, label: str) -> str:
    found = view.get([key])
    if not found:
        raise NotFoundError(f"no {_word(label)} has the key '{key}'")
    return found[0].key


def _at(view: View, address: str) -> str:
    found = view.resolve([address_token(address)])
    if not found:
        raise NotFoundError(f"nobody is known at '{address}'")
    return next(iter(found.values()))


def _named(found: Sequence[Entity], text: str, label: str) -> str:
    exact = [
        entity for entity in found if str(entity.properties.get("name", "")).casefold() == text.casefold()
    ]
    matches = exact or list(found)
    if len(matches) == 1:
        return matches[0].key
    if not matches:
        raise NotFoundError(f"no {_word(label)} is called '{text}': give the key, or part of the name")
    listed = ", ".join(f"{entity.properties.get('name')} ({entity.key})" for entity in matches[:_SHOWN])
    more = f" and {len(matches) - _SHOWN} more" if len(matches) > _SHOWN else ""
    raise NotFoundError(f"{len(matches)} match '{text}': {listed}{more}. Give the key.")


def _word(label: str) -> str:
    return {"Person": "person", "Organisation": "client"}.get(label, label.lower())
