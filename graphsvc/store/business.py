"""What of a former colleague is business of a client's: by a contact list, or by live mail with colleagues.

Retention leaves that: it rests on what the firm does for the client, not on the years here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from graphsvc.store.backend import Reading
from graphsvc.store.derive import read_name, read_pieces
from graphsvc.store.links import Links
from graphsvc.store.port import Expiry
from graphsvc.store.rows import ClaimRow, EvidenceRow, FactRow, NodeRow

EMPLOYED: Final = "EMPLOYED_BY"
_ACCOUNTS: Final = frozenset({"client", "prospect"})
Told = Mapping[int, Mapping[str, ClaimRow]]
"""Claims by target and source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Business:
    """What stays of a profile.

    Attributes:
        sources: those that know the person as a contact; all they say stays.
        claims: ids of claims of employments at accounts about which mail is live.
        domains: mail domains of those accounts.
    """

    sources: frozenset[str]
    claims: frozenset[int]
    domains: frozenset[str]

    def keeps(self, claim: ClaimRow) -> bool:
        """Returns whether a claim of an employment stays as it is."""
        return claim.source in self.sources or claim.id in self.claims

    def is_at(self, address: object) -> bool:
        """Returns whether an address is one at such an account."""
        domain = str(address).rpartition("@")[2].lower()
        return any(domain == each or domain.endswith(f".{each}") for each in self.domains)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is stored of a person: nodes, all their employments and the claims of both."""

    nodes: Sequence[NodeRow]
    jobs: Sequence[FactRow]
    told: Told
    about: Told


def business(tx: Reading, known: Known, expiry: Expiry, links: Links) -> Business:
    """Returns what stays of the profile of a former colleague."""
    lists = _lists(known)
    elsewhere = [
        claim
        for claims in known.about.values()
        for claim in claims.values()
        if claim.source not in lists and read_name(claim).dst not in expiry.own
    ]
    accounts = _accounts(tx, {read_name(claim).dst for claim in elsewhere}, links)
    at_accounts = [claim for claim in elsewhere if read_name(claim).dst in accounts]
    newest = _newest(tx, known, expiry, links) if at_accounts else {}
    live = [claim for claim in at_accounts if newest.get(claim.source, _start(claim) - 1) >= _start(claim)]
    return Business(
        sources=lists,
        claims=frozenset(claim.id for claim in live),
        domains=frozenset(domain for claim in live for domain in accounts[read_name(claim).dst]),
    )


def _lists(known: Known) -> frozenset[str]:
    """Returns the sources that know the person as a contact of a client."""
    tokens = {token for row in known.nodes for token in row.tokens}
    sources = {source for told in known.told.values() for source in told}
    return frozenset(
        source for source in sources if any(each.startswith(f"{source}|contact|") for each in tokens)
    )


def _accounts(tx: Reading, keys: Iterable[str], links: Links) -> dict[str, set[str]]:
    """Returns the mail domains of those organisations that are accounts, by key."""
    found: dict[str, set[str]] = {}
    for key in sorted(keys):
        rows = tx.nodes(links.all([key]))
        if any(row.properties.get("type") in _ACCOUNTS for row in rows):
            found[key] = {str(each).lower() for row in rows for each in _domains(row)}
    return found


def _domains(row: NodeRow) -> Sequence[Any]:
    return row.properties.get("domains") or ()


def _newest(tx: Reading, known: Known, expiry: Expiry, links: Links) -> dict[str, int]:
    """Returns the newest day with a colleague since the person left that is not too old, by feed."""
    mine = {row.key for row in known.nodes}
    since = max([expiry.evidence_before, *(row.valid_to for row in known.jobs if row.dst in expiry.own)])
    rows = [row for row in tx.evidence(tx.evidence_touching(sorted(mine))) if row.day.max(initial=0) >= since]
    until = _last_days(tx, {_other(row, mine) for row in rows}, expiry, links)
    newest: dict[str, int] = {}
    for row in rows:
        feed = row.qual.partition("|")[0]
        day = row.day[row.day < until.get(links.one(_other(row, mine)), since)].max(initial=0)
        newest[feed] = max(newest.get(feed, 0), int(day))
    return {feed: day for feed, day in newest.items() if day >= since}


def _other(row: EvidenceRow, mine: set[str]) -> str:
    return row.dst if row.src in mine else row.src


def _last_days(tx: Reading, people: Iterable[str], expiry: Expiry, links: Links) -> dict[str, int]:
    """Returns the day until which each of those who ever worked here did, by the key first seen."""
    until: dict[str, int] = {}
    for row in tx.facts_touching(links.all(sorted(people))):
        if row.type == EMPLOYED and row.dst in expiry.own:
            key = links.one(row.src)
            until[key] = max(until.get(key, row.valid_to), row.valid_to)
    return until


def _start(claim: ClaimRow) -> int:
    return min(piece.valid_from for piece in read_pieces(claim))
