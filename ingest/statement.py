"""What a record says of the graph: the nodes it introduces and the facts it states.

Each record type has one file in `statements/` with two functions: `introduce` makes the record findable
and yields node claims, `relate` resolves its references and yields fact claims. All rows of a load are
introduced before any is related, so that the order of rows and files does not matter.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from graphsvc.kinds.consent import CONSENT, LIVES, PURPOSE_WORDS
from graphsvc.kinds.contract import CONTRACT
from graphsvc.store.port import OPEN, FactClaim, Interval, NodeClaim
from ingest.identity import Directory, UnresolvedError, address_token, id_token
from ingest.mapping.compile import ITSELF
from ingest.normalise.name import name_key, organisation_key

MENTIONED = (0,)
"""Rows of what a source only mentions, such as a unit's name: never swept, never read again."""
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Personal address that nobody may use yet: it waits in the notice box for consent."""

    person: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Field of a row that could not be used; the rest of the row is."""

    column: str
    reason: str


Claim = NodeClaim | FactClaim | Notice | Remark


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Who says it: the feed, the day of the load, and how the mapping names things.

    Attributes:
        source: feed.
        today: day of the load.
        currency: currency of amounts that name none.
        identity: `id`, `email` or `name`: what identifies the record inside its source.
        by: how references are written, by field, where the mapping says so.
    """

    source: str
    today: date
    currency: str
    identity: str = "id"
    by: Mapping[str, str] = field(default_factory=dict[str, str])


class Statement(NamedTuple):
    """The two functions of one record type, and why fields that are read say nothing, by name."""

    introduce: Callable[[Any, Directory, Speaker], Iterator[Claim]]
    relate: Callable[[Any, Directory, Speaker], Iterator[Claim]]
    unused: tuple[tuple[str, str], ...] = ()

    def unused_in(self, record: Any) -> list[str]:
        """Returns why filled fields of a record say nothing."""
        return [why for name, why in self.unused if getattr(record, name) is not None]


def optional(  # noqa: PLR0913 - all but two by keyword
    directory: Directory, column: str, text: str, *, record: str, speaker: Speaker, of: str = ""
) -> str | Remark | None:
    """Returns the key an optional cell names, None where it is empty, a remark where it cannot be used.

    Args:
        directory: everybody known.
        column: field of the record.
        text: what the cell holds.
        record: type of the record it names.
        speaker: who says it.
        of: key of the thing the row is about, which the cell may not name.
    """
    if not text:
        return None
    by = speaker.by.get(column, "id")
    try:
        found = directory.find(column, text, source=speaker.source, records=(record,), by=by)
    except UnresolvedError as error:
        return Remark(column=column, reason=f"{error.reason}; the row was used without it")
    return Remark(column=column, reason=ITSELF) if found == of else found


def nothing(record: Any, directory: Directory, speaker: Speaker) -> Iterator[Claim]:  # noqa: ARG001
    """Yields nothing: the record introduces no node."""
    yield from ()


def tokens_of(speaker: Speaker, record: str, identity: str, *addresses: str) -> tuple[str, ...]:
    """Returns the identifiers of a record, the one its mapping chose first.

    Args:
        speaker: who says it.
        record: type of the record.
        identity: what identifies it inside its source.
        addresses: normalised addresses; empty ones are left out.
    """
    by_address = tuple(address_token(address) for address in addresses if address)
    by_id = (id_token(speaker.source, record, identity),)
    return (*by_address, *by_id) if speaker.identity == "email" else (*by_id, *by_address)


def filled(**properties: Any) -> dict[str, Any]:
    """Returns the properties that say something, as JSON values."""
    kept = {name: _json(value) for name, value in properties.items()}
    return {name: value for name, value in kept.items() if value not in (None, "", [])}


def _json(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return value if isinstance(value, (str, int, float, bool, type(None))) else str(value)


def between(start: date | None, end: date | None, **properties: Any) -> Interval:
    """Returns an interval from first day to the day after the last, unbounded where nothing is said."""
    return Interval(
        valid_from=None if start is None else (start - _EPOCH).days,
        valid_to=OPEN if end is None else (end - _EPOCH).days,
        properties=filled(**properties),
    )


def fact(kind: str, src: str, dst: str, interval: Interval, *, qual: str = "") -> FactClaim:
    """Returns the claim that a relationship holds in one interval."""
    return FactClaim(type=kind, src=src, dst=dst, qual=qual, intervals=(interval,))


def contract_key(source: str, contract_id: str) -> str:
    """Returns the key of a contract: its source and id."""
    return CONTRACT.key(source, "contract", contract_id)


def unit_claim(text: str, directory: Directory) -> NodeClaim:
    """Returns the claim that a business unit exists; its name is its identity across feeds."""
    token = id_token("", "unit", name_key(text))
    key = directory.identify("Unit", (token,), source="", name=text)
    return NodeClaim(kind="Unit", key=key, properties=filled(name=text), tokens=(token,), rows=MENTIONED)


def organisation_claim(name: str, directory: Directory, **properties: Any) -> NodeClaim:
    """Returns the organisation that answers to a name, without properties, else the claim of a new one.

    An organisation that only names introduce is claimed by every row that names it, and goes with the last.
    """
    if directory.is_own_name(name):
        return NodeClaim(kind="Organisation", key=directory.firm, properties={})
    token = id_token("", "account-name", organisation_key(name))
    known = directory.owners("Organisation", name)
    if token not in directory.keys and len(known) == 1:
        return NodeClaim(kind="Organisation", key=next(iter(known)), properties={})
    key = directory.identify("Organisation", (token,), source="", name=name)
    return NodeClaim(
        kind="Organisation", key=key, properties=filled(name=name, **properties), tokens=(token,)
    )


def purposes_of(words: Iterable[str]) -> tuple[str, ...]:
    """Returns the codes of the purposes that words name, such as `stay in touch`; other words name none."""
    codes = (_code(word) for word in words)
    return tuple(dict.fromkeys(code for code in codes if code in PURPOSE_WORDS))


def unknown_purposes(column: str, words: Iterable[str]) -> Iterator[Remark]:
    """Yields a remark where a word names no purpose of consent; the rest of the row is used."""
    if any(_code(word) not in PURPOSE_WORDS for word in words):
        reason = f"a word in it is no purpose and counts for nothing: write {', '.join(PURPOSE_WORDS)}"
        yield Remark(column=column, reason=reason)


def _code(word: str) -> str:
    return "_".join(word.casefold().replace("-", " ").replace("_", " ").split())


def consents(
    person: str,
    purposes: tuple[str, ...],
    *,
    given: Callable[[str], date],
    speaker: Speaker,
    evidence: str = "",
) -> Iterator[Claim]:
    """Yields the consents a file states, each a node of its own about the person.

    Args:
        person: key of the person.
        purposes: what they agreed to.
        given: day of a consent, by its key.
        speaker: who says it.
        evidence: where it is written down.
    """
    for purpose in purposes:
        key = CONSENT.key(speaker.source, person, purpose)
        since = given(key)
        said = filled(
            purpose=purpose,
            given_on=since,
            expires_on=since + LIVES,
            basis="consent",
            evidence=evidence,
        )
        yield NodeClaim(kind="Consent", key=key, properties=said)
        yield fact("ABOUT", key, person, Interval(valid_from=None, properties={}))
