"""What betrays a person in a file: addresses, ids in a source, and a name that nobody else bears."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from graphsvc.store.port import Entity, View
from ingest.identity import address_token
from ingest.normalise.name import name_key

_MANY = 50


@dataclass(frozen=True, kw_only=True)
class Traces:
    """By what a person is found.

    Attributes:
        key: of the person.
        tokens: identifiers: `@address` and `source|record|id`.
        words: addresses, and names if nobody else has them, casefolded.
    """

    key: str
    tokens: frozenset[str]
    words: tuple[str, ...]

    @cached_property
    def ids(self) -> frozenset[str]:
        """Ids of the person in whatever source."""
        return frozenset(token.split("|", 2)[2] for token in self.tokens if "|" in token)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        longest = sorted(self._looked_for, key=len, reverse=True)
        return re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in longest), re.IGNORECASE)

    @cached_property
    def _raw(self) -> re.Pattern[bytes]:
        words = sorted({form for word in self._looked_for for form in (word, word.upper(), word.title())})
        plain = {word.encode(form, "replace").lower() for word in words for form in ("utf-8", "cp1252")}
        bounded = (rb"(?<!\w)" + re.escape(word) + rb"(?!\w)" for word in sorted(plain))
        wide = (re.escape(word.encode("utf-16-le").lower()) for word in words)
        return re.compile(b"|".join((*bounded, *wide)))

    @property
    def _looked_for(self) -> tuple[str, ...]:
        """Words that are looked for inside texts: a name of one word is too common for that."""
        return (self.key.casefold(), *(word for word in self.words if "@" in word or " " in word))

    def are_in(self, text: str) -> bool:
        """Returns whether a text names the person."""
        return self._pattern.search(text) is not None

    def are_in_bytes(self, content: bytes) -> bool:
        """Returns whether bytes name the person, in whatever usual encoding."""
        return self._raw.search(content.lower()) is not None

    def without(self, text: str) -> str:
        """Returns a text without what names the person."""
        return self._pattern.sub("", text)

    def is_meant(self, text: str) -> bool:
        """Returns whether a cell that refers to somebody refers to the person."""
        plain = text.strip()
        is_address = "@" in plain and address_token(plain.casefold()) in self.tokens
        return plain in self.ids or is_address or plain.casefold() in self.words

    def in_json(self, value: Any) -> Any:
        """Returns JSON values without what names the person, names of members included."""
        if isinstance(value, Mapping):
            found = cast("Mapping[str, Any]", value)
            return {self.without(name): self.in_json(each) for name, each in found.items()}
        if isinstance(value, list):
            return [self.in_json(each) for each in value]
        return self.without(value) if isinstance(value, str) else value


def traces_of(view: View, person: str, *, addresses: Iterable[str] = ()) -> Traces | None:
    """Returns by what a person is found in files, None if the store does not hold them.

    Args:
        view: of the store, before the person is erased.
        person: key.
        addresses: private addresses that lie outside the graph.
    """
    found = view.get([person])
    if not found:
        return None
    entity = found[0]
    words = {*_addresses_of(entity), *(address.casefold() for address in addresses)}
    tokens = {*entity.tokens, *(address_token(address) for address in words)}
    names = _names_of(view, entity)
    return Traces(key=entity.key, tokens=frozenset(tokens), words=tuple(sorted({*words, *names})))


def _addresses_of(entity: Entity) -> set[str]:
    said = (entity.properties.get("email"), *(entity.properties.get("aliases") or ()))
    by_token = (token[1:] for token in entity.tokens if token.startswith("@"))
    return {str(address).casefold() for address in (*said, *by_token) if address}


def _names_of(view: View, entity: Entity) -> set[str]:
    """Returns the ways to write the name, none if somebody else bears it too."""
    name = str(entity.properties.get("name") or "").strip()
    alike = (
        [each for each in view.find(name, "Person", limit=_MANY) if each.key != entity.key] if name else []
    )
    if not name or any(name_key(str(each.properties.get("name") or "")) == name_key(name) for each in alike):
        return set()
    parts = name.split()
    turned = f"{parts[-1]}, {' '.join(parts[:-1])}" if len(parts) > 1 else name
    return {name.casefold(), turned.casefold()}
