"""Who is who across feeds: which key an id, an address or a stated alias belongs to.

Deterministic and additive: the same source id, the same address or a stated alias is the same human; a
name never is, except inside a source that has nothing else. Two keys found to be one are linked, never
rewritten, and look-alikes are listed for a person to judge.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import blake2b
from itertools import combinations, product

from graphsvc.key import claim_id, hash63, id_of, key_of
from graphsvc.kinds.organisation import ORGANISATION
from graphsvc.kinds.person import PERSON
from graphsvc.kinds.unit import UNIT
from graphsvc.store.links import together
from graphsvc.store.port import OPEN, ColumnChunk, View
from graphsvc.workspace import Firm
from ingest.normalise.address import domain_of, match_key
from ingest.normalise.domain import is_free_mail, suffixes
from ingest.normalise.name import name_key, organisation_key

_EPOCH = date(1970, 1, 1)
_KINDS = {"Person": PERSON, "Organisation": ORGANISATION, "Unit": UNIT}


class UnresolvedError(Exception):
    """A row points at something nobody has introduced, or at more than one thing."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column
        self.reason = reason


def address_token(address: str) -> str:
    """Returns the identifier of an address: `@` and its match key."""
    return f"@{match_key(address)}"


def id_token(source: str, record: str, text: str) -> str:
    """Returns the identifier of an id inside its source and record type."""
    return f"{source}|{record}|{text}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Two keys that turned out to be one, and what they share."""

    key: str
    first: str
    reason: str


@dataclass(slots=True)
class Directory:
    """Everything known by name at the moment of a load; grows while rows are introduced.

    Attributes:
        firm: key of the own firm.
        keys: key by identifier token.
        names: display name by key.
        links: keys found to be one since the directory was opened.
        clashes: domains that more than one organisation claims.
        ended: last known end of an employment here, by person; for sources that give no date of their own.
        given: day a consent was given, by consent; likewise.
        own_claims: ids of what the source being loaded said before, so that it goes on under the same key.
        apart: pairs of keys that somebody judged to be different people, whatever they share.
    """

    firm: str
    own_names: frozenset[str]
    own_domains: frozenset[str]
    secret: bytes
    keys: dict[str, str] = field(default_factory=dict[str, str])
    names: dict[str, str] = field(default_factory=dict[str, str])
    domains: dict[str, str] = field(default_factory=dict[str, str])
    links: list[Link] = field(default_factory=list[Link])
    clashes: set[str] = field(default_factory=set[str])
    ended: dict[str, date] = field(default_factory=dict[str, date])
    given: dict[str, date] = field(default_factory=dict[str, date])
    own_claims: frozenset[int] = frozenset()
    apart: frozenset[frozenset[str]] = frozenset()
    _twins: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    _by_id: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    _by_name: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))

    def identify(self, label: str, tokens: Sequence[str], *, source: str, name: str = "") -> str:
        """Returns the key of what the tokens identify, known from now on under all of them.

        Tokens known under different keys link these keys; the one first in the tokens leads, or the one
        under which the source has spoken before. A token of somebody judged to be another stays theirs.
        """
        known = [self.keys[token] for token in tokens if token in self.keys]
        key = self.own(known[0], label, source) if known else _KINDS[label].key(tokens[0])
        for token in tokens:
            holder = self.keys.get(token, key)
            if self.is_apart(holder, key):
                continue
            self.join(holder, key, reason=_shared(token))
            self._register(token, key)
        self.name(label, key, name)
        return key

    def adopt(self, key: str, label: str, tokens: Sequence[str], name: str) -> str:
        """Returns a key that is decided already, known from now on under the tokens too."""
        for token in tokens:
            self._register(token, key)
        self.name(label, key, name)
        return key

    def join(self, key: str, first: str, *, reason: str) -> None:
        """Links two keys that turn out to be one, unless they are linked already."""
        group = self.group(key)
        if first in group or self.is_apart(key, first):
            return
        self.links.append(Link(key=key, first=first, reason=reason))
        self._unite(group | self.group(first))

    def is_apart(self, one: str, other: str) -> bool:
        """Returns whether somebody judged what two keys stand for to be different people."""
        if not self.apart:
            return False
        return any(frozenset(pair) in self.apart for pair in product(self.group(one), self.group(other)))

    def known_id(self, record: str, text: str) -> tuple[str, ...]:
        """Returns one identifier of the only thing that has this id in any feed, else nothing."""
        tokens = self._by_id.get((record, text), ())
        return (min(tokens),) if len(self._several(self.keys[token] for token in tokens)) == 1 else ()

    def sealed(self, text: str) -> str:
        """Returns a code of an address that must be recognised and may not be kept."""
        return blake2b(text.encode(), digest_size=8, key=self.secret).hexdigest()

    def name(self, label: str, key: str, name: str) -> None:
        """Makes a key findable by name; the first name stays its display name."""
        if name:
            self.names.setdefault(key, name)
            self._by_name[label, _match(label, name)].add(key)

    def claim_domains(self, key: str, domains: Iterable[str]) -> None:
        """Gives mail domains to an organisation; the first claim holds, free-mail domains are nobody's."""
        for domain in domains:
            if is_free_mail(domain):
                continue
            if self.domains.setdefault(domain, key) != key:
                self.clashes.add(domain)

    def organisation_of(self, address: str) -> str | None:
        """Returns the organisation whose domain is the longest dot-bounded suffix of the address's."""
        domain = domain_of(address)
        if is_free_mail(domain):
            return None
        found = (self.domains.get(suffix) for suffix in suffixes(domain))
        return next((key for key in found if key), None)

    def is_own_address(self, address: str) -> bool:
        """Returns whether an address belongs to a domain of the own firm."""
        return any(suffix in self.own_domains for suffix in suffixes(domain_of(address)))

    def is_own_name(self, name: str) -> bool:
        """Returns whether a name, in any spelling, is one of the own firm's."""
        return organisation_key(name) in self.own_names

    def person_at(self, address: str) -> str | None:
        """Returns the person behind an address, if somebody is known there."""
        return self.keys.get(address_token(address))

    def find(self, column: str, text: str, *, source: str, records: Sequence[str], by: str = "id") -> str:
        """Returns the key a cell refers to.

        Args:
            column: field of the record, for the message.
            text: id, address or name as the file writes it.
            source: feed the row comes from; its own ids win over those of other feeds.
            records: record types the field may name.
            by: `id`, `email`, `name`, or `any` of them in this order.

        Raises:
            UnresolvedError: nothing, or more than one thing, answers to the text.
        """
        found = self._several(self._candidates(text, source=source, records=records, by=by))
        if len(found) == 1:
            return self.own(next(iter(found)), _label(records[0]), source)
        kind = " or ".join(records)
        if found:
            raise UnresolvedError(column, f"'{column}' names {len(found)} of {kind}: give the id or address")
        raise UnresolvedError(column, f"'{column}' names no known {kind}: load it first, or correct the {by}")

    def owners(self, label: str, name: str) -> frozenset[str]:
        """Returns the keys that answer to a name."""
        return frozenset(self._by_name.get((label, _match(label, name)), ()))

    def look_alikes(self) -> list[tuple[str, ...]]:
        """Returns groups of people who share a name but no identifier, for review; never merged here.

        A group in which everybody is judged to be different from everybody else is done with.
        """
        groups = (keys for (label, _), keys in self._by_name.items() if label == "Person" and len(keys) > 1)
        found = (tuple(sorted(self._several(group))) for group in groups)
        return sorted(
            several for several in found if not all(self.is_apart(*pair) for pair in combinations(several, 2))
        )

    def fingerprint(self) -> int:
        """Returns a number that changes when a source of records makes anything newly findable.

        What mail alone suggests (things without an id) is left out, so that reading mail twice is
        reading it once.
        """
        stated = {key for token, key in self.keys.items() if "|" in token}
        total = 0
        for token, key in self.keys.items():
            total ^= hash63(token) if key in stated else 0
        for domain, key in self.domains.items():
            total ^= hash63("domain", domain) if key in stated else 0
        return total

    def _candidates(self, text: str, *, source: str, records: Sequence[str], by: str) -> set[str]:
        if by in {"id", "any"}:
            own = {self.keys.get(id_token(source, record, text), "") for record in records} - {""}
            tokens = (token for record in records for token in self._by_id.get((record, text), ()))
            anywhere = {self.keys[token] for token in tokens}
            if own or anywhere:
                return own or anywhere
        if by in {"email", "any"} and "@" in text:
            return {self.keys[token]} if (token := address_token(text)) in self.keys else set()
        return self._named(text, source=source, records=records) if by in {"name", "any"} else set()

    def _named(self, text: str, *, source: str, records: Sequence[str]) -> set[str]:
        label = _label(records[0])
        if label == "Organisation" and self.is_own_name(text):
            return {self.firm}
        here = {self.keys.get(id_token(source, record, _match(label, text)), "") for record in records} - {""}
        return here or set(self.owners(label, text))

    def _register(self, token: str, key: str) -> None:
        self.keys[token] = key
        if "|" in token:
            _, record, text = token.split("|", 2)
            self._by_id[record, text].add(token)

    def group(self, key: str) -> frozenset[str]:
        """Returns all keys of what a key stands for."""
        return self._twins.get(key) or frozenset((key,))

    def _unite(self, group: frozenset[str]) -> None:
        self._twins |= dict.fromkeys(group, group)

    def _several(self, keys: Iterable[str]) -> set[str]:
        """Returns one key for each thing that the keys stand for."""
        return set({self.group(key): key for key in sorted(keys)}.values())

    def own(self, key: str, label: str, source: str) -> str:
        """Returns the key under which a source has spoken of the same thing before, else the key itself."""
        said = (each for each in sorted(self.group(key)) if claim_id(source, label, each) in self.own_claims)
        return next(said, key) if key in self._twins else key


def open_directory(view: View, firm: Firm, *, secret: bytes) -> Directory:
    """Returns the directory of what the store knows, with the own firm in it."""
    directory = Directory(
        firm=ORGANISATION.key("firm", firm.name),
        own_names=frozenset(organisation_key(name) for name in (firm.name, *firm.names)),
        own_domains=frozenset(domain.lower() for domain in firm.domains),
        secret=secret,
    )
    for label in _KINDS:
        wanted = ("key", "tokens", "name", *(("domains",) if label == "Organisation" else ()))
        for chunk in view.scan(label, wanted):
            _remember(directory, label, chunk)
    _remember_links(directory, view)
    _remember_days(directory, view)
    return directory


def _remember(directory: Directory, label: str, chunk: ColumnChunk) -> None:
    domains = chunk["domains"] if label == "Organisation" else [()] * len(chunk["key"])
    for key, tokens, name, owned in zip(chunk["key"], chunk["tokens"], chunk["name"], domains, strict=True):
        directory.adopt(key, label, tokens, name or "")
        directory.claim_domains(key, owned or ())


def _remember_links(directory: Directory, view: View) -> None:
    """Keeps which keys are one, and which are judged not to be."""
    apart = _open_pairs(view, "DIFFERENT_FROM")
    directory.apart = frozenset(map(frozenset, apart))
    for group in together(_open_pairs(view, "SAME_AS"), apart):
        directory._unite(group)  # noqa: SLF001 - same module


def _open_pairs(view: View, kind: str) -> list[tuple[str, str]]:
    return [
        (key_of(PERSON.prefix, src), key_of(PERSON.prefix, dst))
        for chunk in view.scan(kind, ("src", "dst", "valid_to"))
        for src, dst, end in zip(*(chunk[name].tolist() for name in ("src", "dst", "valid_to")), strict=True)
        if end == OPEN
    ]


def _remember_days(directory: Directory, view: View) -> None:
    """Keeps the days that a load chose itself because its file gave none: they must not move later."""
    firm = id_of(directory.firm)
    for chunk in view.scan("EMPLOYED_BY", ("src", "dst", "valid_to")):
        here = (chunk["dst"] == firm) & (chunk["valid_to"] != OPEN)
        for person, end in zip(chunk["src"][here].tolist(), chunk["valid_to"][here].tolist(), strict=True):
            directory.ended[key_of(PERSON.prefix, person)] = _EPOCH + timedelta(days=end)
    for chunk in view.scan("Consent", ("key", "given_on")):
        found = zip(chunk["key"], chunk["given_on"], strict=True)
        directory.given.update({key: date.fromisoformat(day) for key, day in found if day})


def _match(label: str, name: str) -> str:
    return organisation_key(name) if label == "Organisation" else name_key(name)


def _label(record: str) -> str:
    return {"account": "Organisation", "unit": "Unit"}.get(record, "Person")


def _shared(token: str) -> str:
    return "address" if token.startswith("@") else f"id in {token.partition('|')[0]}"
