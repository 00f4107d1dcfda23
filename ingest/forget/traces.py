"""What betrays a person in a file: keys, addresses, ids, and a name that nobody else bears.

Two questions are kept apart: what certainly means the person, so that it may be taken out, and what may
mean them, so that somebody looks. Names and addresses of others contain those of the person: `lee@firm.com`
ends `kim.lee@firm.com`, and `Maria Garcia` begins `Maria Garcia Lopez`.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, cast

from graphsvc.store.port import Entity, View
from ingest.identity import Directory, address_token
from ingest.normalise.address import mailbox

_BEFORE = r"(?<![\w.+%'&=#\ufffd-])"
_FILES = "csv|tsv|txt|jsonl|ndjson|json|mbox|mbx|eml|xlsx|xls|gz|previous|draft"
_AFTER = rf"(?![\w\ufffd-]|\.(?!(?:{_FILES})\b)\w)"
_BEFORE_RAW = rb"(?<![\w.+%-])"
_AFTER_RAW = _AFTER.replace(r"\ufffd", "").encode()


@dataclass(frozen=True, kw_only=True)
class Traces:
    """By what a person is found.

    Attributes:
        keys: of the person.
        addresses: casefolded.
        names: ways to write the name, casefolded; none if it is one word, or somebody else has it too.
        shared: ways to write the name, if somebody else has it too: it is listed, and never taken out.
        ids: of the person in whatever source; another source may give the same to somebody else.
    """

    keys: frozenset[str]
    addresses: frozenset[str]
    names: frozenset[str] = frozenset()
    shared: frozenset[str] = frozenset()
    ids: frozenset[str] = frozenset()

    @cached_property
    def nameless(self) -> "Traces":
        """The same without the name, for places where it may be that of a namesake."""
        return replace(self, names=frozenset())

    @cached_property
    def _tokens(self) -> frozenset[str]:
        return frozenset(map(address_token, self.addresses))

    @cached_property
    def _certain(self) -> re.Pattern[str]:
        words = _longest_first({*self.keys, *self.addresses})
        return re.compile(_BEFORE + f"(?:{'|'.join(map(re.escape, words))})" + _AFTER, re.IGNORECASE)

    @cached_property
    def _quoted(self) -> re.Pattern[str]:
        words = _longest_first(self.names)
        return re.compile(f'"(?:{"|".join(map(re.escape, words))})"' if words else r"(?!)", re.IGNORECASE)

    @cached_property
    def _possible(self) -> re.Pattern[bytes]:
        names = (rb"(?<!\w)" + word + rb"(?!\w)" for word in _encoded({*self.names, *self.shared}))
        others = (_BEFORE_RAW + word + _AFTER_RAW for word in _encoded({*self.keys, *self.addresses}))
        wide = (
            re.escape(form.encode("utf-16-le").lower())
            for form in _cased({*self.keys, *self.addresses, *self.names, *self.shared})
        )
        return re.compile(b"|".join((*others, *names, *wide)))

    def is_address(self, text: str) -> bool:
        """Returns whether a normalised address is one of the person's."""
        return address_token(text) in self._tokens

    def means(self, text: str) -> bool:
        """Returns whether a whole cell is the name or the mailbox of the person."""
        if " ".join(text.split()).casefold() in self.names:
            return True
        if text.count("@") != 1:
            return False
        address, shown = mailbox(text)
        return self.is_address(address) and (not shown or shown.casefold() in self.names)

    def without(self, text: str) -> str:
        """Returns a text without what certainly means the person; a name goes only where it is alone."""
        return "" if self.means(text) else self._certain.sub("", text)

    def are_certain_in(self, content: bytes) -> bool:
        """Returns whether bytes hold a key or an address of the person."""
        return self._certain.search(content.decode(errors="replace")) is not None

    def are_told_in(self, content: bytes) -> bool:
        """Returns whether an answer in JSON holds a key, an address, or the name as a whole value."""
        text = content.decode(errors="replace")
        return self._certain.search(text) is not None or self._quoted.search(text) is not None

    def found_in(self, content: bytes) -> list[int]:
        """Returns the places at which bytes may name the person, in whatever usual encoding."""
        return [found.start() for found in self._possible.finditer(content.lower())]

    def in_json(self, value: Any) -> Any:
        """Returns JSON values without what certainly means the person, names of members included."""
        if isinstance(value, Mapping):
            found = cast("Mapping[str, Any]", value)
            return {self.without(name): self.in_json(each) for name, each in found.items()}
        if isinstance(value, list):
            return [self.in_json(each) for each in value]
        return self.without(value) if isinstance(value, str) else value


def traces_of(
    view: View, directory: Directory, person: str, *, addresses: Iterable[str] = ()
) -> Traces | None:
    """Returns by what a person is found in files, None if the store does not hold them.

    Args:
        view: of the store, before the person is erased.
        directory: everybody known then.
        person: key.
        addresses: private addresses that lie outside the graph.
    """
    found = view.get([person])
    if not found:
        return None
    entity = found[0]
    keys = frozenset({person, entity.key, *directory.group(entity.key)})
    name = str(entity.properties.get("name") or "")
    spellings, is_shared = _spellings(name), _is_shared(directory, name, keys)
    return Traces(
        keys=keys,
        addresses=frozenset({*_addresses_of(entity), *(address.casefold() for address in addresses)}),
        names=frozenset() if is_shared else spellings,
        shared=spellings if is_shared else frozenset(),
        ids=frozenset(token.split("|", 2)[2] for token in entity.tokens if "|" in token),
    )


def _addresses_of(entity: Entity) -> set[str]:
    said = (entity.properties.get("email"), *(entity.properties.get("aliases") or ()))
    by_token = (token[1:] for token in entity.tokens if token.startswith("@"))
    return {str(address).casefold() for address in (*said, *by_token) if address}


def _is_shared(directory: Directory, name: str, keys: frozenset[str]) -> bool:
    """Returns whether another person, or an organisation, has the same name."""
    return bool(directory.owners("Person", name) - keys or directory.owners("Organisation", name))


def _spellings(name: str) -> frozenset[str]:
    """Returns `First Last` and `Last, First`, parted at any word; nothing of a name of one word."""
    last, comma, first = name.casefold().partition(",")
    words = [*first.split(), *last.split()] if comma else last.split()
    if len(words) < 2:  # noqa: PLR2004 - one word is too common
        return frozenset()
    turned = (f"{' '.join(words[at:])}, {' '.join(words[:at])}" for at in range(1, len(words)))
    return frozenset({" ".join(words), *turned})


def _longest_first(words: Iterable[str]) -> list[str]:
    return sorted(words, key=lambda word: (-len(word), word))


def _cased(words: Iterable[str]) -> list[str]:
    return sorted({form for word in words for form in (word, word.upper(), word.title())})


def _encoded(words: Iterable[str]) -> list[bytes]:
    forms = {word.encode(form, "replace").lower() for word in _cased(words) for form in ("utf-8", "cp1252")}
    return [re.escape(word) for word in sorted(forms)]
