"""What a caller means: a key, an e-mail address or, where only one matches, a name."""

from collections.abc import Callable, Sequence

from graphsvc.errors import NotFoundError
from graphsvc.key import id_of
from graphsvc.kinds import NODE_KINDS
from graphsvc.store.port import Entity, View
from ingest.identity import address_token
from ingest.normalise.address import address_of

_SHOWN = 5


Sees = Callable[[Entity], bool]
"""Whether a caller may know that something exists."""


def everything(entity: Entity) -> bool:  # noqa: ARG001 - the rule of somebody who may see all
    """Returns True."""
    return True


def key_for(view: View, text: str, label: str, *, sees: Sees = everything, lists: Sees | None = None) -> str:
    """Returns the key of the node a caller names; what they may not see is as if it were not there.

    Args:
        view: open read transaction.
        text: what the caller typed.
        label: kind of node.
        sees: what they may name.
        lists: whose name may be read to them where several match; as `sees` if left out.

    Raises:
        NotFoundError: nothing matches, or several things do; they are listed.
    """
    wanted = text.strip()
    if is_key(wanted, label):
        return _first_seen(view, wanted, label, sees)
    if "@" in wanted and label == "Person":
        return _first_seen(view, _at(view, wanted), label, sees, said=wanted)
    found = [entity for entity in view.find(wanted, label, limit=200) if sees(entity)]
    return _named(found, wanted, label, lists or sees)


def is_key(text: str, label: str) -> bool:
    """Returns whether a text is a key of a kind."""
    if not text.startswith(f"{NODE_KINDS[label].prefix}-"):
        return False
    try:
        id_of(text)
    except ValueError:
        return False
    return True


def _first_seen(view: View, key: str, label: str, sees: Sees, *, said: str = "") -> str:
    found = [entity for entity in view.get([key]) if sees(entity)]
    if not found:
        raise NotFoundError(_nobody_at(said) if said else f"no {_word(label)} has the key '{key}'")
    return found[0].key


def _at(view: View, address: str) -> str:
    found = view.resolve([address_token(address_of(address) or address)])
    if not found:
        raise NotFoundError(_nobody_at(address))
    return next(iter(found.values()))


def _named(found: Sequence[Entity], text: str, label: str, lists: Sees) -> str:
    exact = [
        entity for entity in found if str(entity.properties.get("name", "")).casefold() == text.casefold()
    ]
    matches = exact or list(found)
    if len(matches) == 1:
        return matches[0].key
    if not matches:
        raise NotFoundError(f"no {_word(label)} is called '{text}': give the key, or part of the name")
    listed = [f"{one.properties.get('name')} ({one.key})" for one in matches if lists(one)]
    told = f": {', '.join(listed[:_SHOWN])}" if listed else ""
    more = f" and {len(matches) - _SHOWN} more" if listed and len(matches) > _SHOWN else ""
    raise NotFoundError(f"{len(matches)} match '{text}'{told}{more}. Give the key or the address.")


def _nobody_at(address: str) -> str:
    return f"nobody is known at '{address}'"


def _word(label: str) -> str:
    return {"Person": "person", "Organisation": "client"}.get(label, label.lower())
