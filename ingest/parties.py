"""Who stands behind an address of a message, and whom messages themselves introduce.

Private life is not ours: unless a feed keeps everybody, an address becomes somebody only when it is an
employee's, an alumnus's or a contact's; of all others nothing is kept but that they were counted.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from graphsvc.key import id_of
from graphsvc.kinds.organisation import ORGANISATION
from graphsvc.kinds.person import PERSON
from graphsvc.store.port import OPEN, FactClaim, Interval, NodeClaim
from ingest.evidence import End, Who
from ingest.identity import Directory, UnresolvedError, address_token
from ingest.normalise.address import domain_of, is_no_person
from ingest.normalise.domain import is_free_mail, registrable, suffixes
from ingest.record import Party
from ingest.statement import MENTIONED
from ingest.tenure import Tenure

_STRANGER: Final = End("")
_RECORDS: Final = ("employee", "contact")


@dataclass(frozen=True, slots=True, kw_only=True)
class Excluded:
    """Whom the workspace keeps out of all evidence.

    Attributes:
        tokens: identifiers of persons, `@` and the match key of an address.
        domains: mail domains, with everything below them.
    """

    tokens: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Welcome:
    """Whom a feed takes in.

    Attributes:
        source: name of the feed.
        everybody: strangers are kept too (`keep = "all"`).
        makes_accounts: an unknown domain becomes a client.
        infers_employees: an own address nobody listed becomes an employee.
        excluded: who is kept out.
    """

    source: str
    everybody: bool = False
    makes_accounts: bool = False
    infers_employees: bool = True
    excluded: Excluded = field(default_factory=Excluded)


class Claims(NamedTuple):
    """Nodes and facts of people whom messages introduced, in order of key."""

    nodes: list[NodeClaim]
    facts: list[FactClaim]


@dataclass(slots=True, kw_only=True)
class _Guest:
    """Somebody known from messages alone; days since 1970-01-01."""

    address: str = ""
    name: str = ""
    organisation: str = ""
    first: int = OPEN


class Parties:
    """Resolves the parties of items; remembers each address once.

    Attributes:
        counts: distinct addresses by what became of them.
        unlisted: own addresses met that no employee record names, until taken.
    """

    def __init__(self, directory: Directory, tenure: Tenure, welcome: Welcome) -> None:
        self.counts: Counter[str] = Counter()
        self.unlisted: list[str] = []
        self._directory = directory
        self._tenure = tenure
        self._welcome = welcome
        self._ends: dict[str, End | None] = {}
        self._guests: dict[str, _Guest] = {}
        self._accounts: dict[str, str] = {}
        self._due: set[str] = set()
        self._present: set[str] = set()
        tokens = welcome.excluded.tokens
        self._shut = frozenset(
            self._one(directory.keys[token]) for token in tokens if token in directory.keys
        )

    def who(self, party: Party) -> End | None:
        """Returns who a party is; None for robots and rooms, an empty key for who is kept out or unknown."""
        try:
            return self._ends[party.address]
        except KeyError:
            end = self._ends[party.address] = self._resolved(party)
            return end

    def who_on(self, day: int) -> Who:
        """Returns the same for items that need an own person: one who worked here on the day."""

        def who(party: Party) -> End | None:
            """Returns whom a party stands for on that day."""
            end = self.who(party)
            is_guest = end is not None and end.key in self._guests
            if end is None or not end.own or is_guest or self._tenure.is_employee(end.key, day):
                return end
            return end._replace(own=False)

        return who

    def named(self, column: str, text: str, *, records: tuple[str, ...], by: str) -> End | None:
        """Returns who a cell names, by address, else as the mapping says.

        Raises:
            UnresolvedError: no record answers to the text, which is no address.
        """
        if "@" in text:
            return self.who(Party(address=text))
        found = self._directory.find(column, text, source=self._welcome.source, records=records, by=by)
        return self._known(self._one(found))

    def touch(self, key: str, day: int) -> None:
        """Knows that somebody has evidence on a day."""
        self._present.add(key)
        guest = self._guests.get(key)
        if guest is not None and day < guest.first:
            guest.first = day
            self._due.add(key)

    def is_present(self, key: str) -> bool:
        """Returns whether a person is in the store, or will be with the next batch."""
        guest = self._guests.get(key)
        return bool(key) and (guest is None or guest.first != OPEN)

    def drain(self) -> Claims:
        """Returns the claims about people found, or found to be here earlier, since the last call."""
        due = sorted(self._due)
        self._due.clear()
        accounts = [self._account(self._guests[key].organisation) for key in due]
        people = [self._person(key, self._guests[key]) for key in due]
        facts = [_employment(key, self._guests[key]) for key in due if self._guests[key].organisation]
        return Claims([claim for claim in (*accounts, *people) if claim], facts)

    def is_own(self, address: str) -> bool:
        """Returns whether an address is of our domains, or of somebody who works or worked here."""
        return self._directory.is_own_address(address) or bool(self.employee_at(address))

    def employee_at(self, address: str) -> str:
        """Returns the employee or alumnus behind an address, empty for everybody else."""
        if is_no_person(address):
            return ""
        key = self._one(self._directory.person_at(address) or PERSON.key(address_token(address)))
        guest = self._guests.get(key)
        is_ours = guest is not None and guest.organisation == self._directory.firm
        return key if is_ours or id_of(key) in self._tenure.firm else ""

    def inferred_employees(self) -> dict[str, int]:
        """Returns the first day of each employee who is known from messages alone."""
        firm = self._directory.firm
        guests = self._guests.items()
        return {
            key: guest.first for key, guest in guests if guest.organisation == firm and guest.first != OPEN
        }

    @property
    def people(self) -> int:
        """Number of people with evidence."""
        return len(self._present)

    def _resolved(self, party: Party) -> End | None:
        address = party.address
        if "@" not in address:
            return self._by_id(address)
        if is_no_person(address):
            return None
        key = self._one(self._directory.person_at(address) or "")
        if self._is_excluded(address, key):
            self.counts["addresses_excluded"] += 1
            return _STRANGER
        return self._known(key) if key else self._guest(party)

    def _by_id(self, text: str) -> End:
        try:
            return self.named("id", text, records=_RECORDS, by="id") or _STRANGER
        except UnresolvedError:
            self.counts["ids_unknown"] += 1
            return _STRANGER

    def _one(self, key: str) -> str:
        """Returns the key first seen of a person who has several."""
        return self._tenure.ones.get(key, key)

    def _is_excluded(self, address: str, key: str) -> bool:
        excluded = self._welcome.excluded
        if key in self._shut or address_token(address) in excluded.tokens:
            return True
        return bool(excluded.domains) and any(
            part in excluded.domains for part in suffixes(domain_of(address))
        )

    def _known(self, key: str) -> End:
        if key in self._shut:
            return _STRANGER
        start = self._tenure.start_of(key)
        if start is not None and key not in self._guests:
            self._guests[key] = _Guest(first=start[0], organisation=start[1])
        return End(key, own=id_of(key) in self._tenure.firm)

    def _guest(self, party: Party) -> End:
        organisation = self._organisation(party.address)
        if not organisation and not self._welcome.everybody:
            is_own = self._directory.is_own_address(party.address)
            self.counts["own_addresses_unlisted" if is_own else "addresses_unknown"] += 1
            return _STRANGER
        key = PERSON.key(address_token(party.address))
        guest = _Guest(address=party.address, name=party.name, organisation=organisation)
        self._guests.setdefault(key, guest)
        return End(key, own=organisation == self._directory.firm)

    def _organisation(self, address: str) -> str:
        if self._directory.is_own_address(address):
            if self._welcome.infers_employees:
                return self._directory.firm
            self.unlisted.append(address)
            return ""
        known = self._directory.organisation_of(address)
        return known or (self._new_account(address) if self._welcome.makes_accounts else "")

    def _new_account(self, address: str) -> str:
        domain = registrable(domain_of(address))
        if not domain or is_free_mail(domain):
            return ""
        key = ORGANISATION.key(f"@{domain}")
        self._accounts.setdefault(key, domain)
        return key

    def _account(self, key: str) -> NodeClaim | None:
        """Returns the claim of an account that has its first evidence now."""
        domain = self._accounts.get(key)
        if domain is None or self._directory.domains.get(domain) == key:
            return None
        token = f"@{domain}"
        self._directory.adopt(key, "Organisation", (token,), domain)
        self._directory.claim_domains(key, (domain,))
        self.counts["organisations_inferred"] += 1
        properties = {"name": domain, "type": "client", "domains": [domain]}
        return NodeClaim(kind="Organisation", key=key, properties=properties, tokens=(token,), rows=MENTIONED)

    def _person(self, key: str, guest: _Guest) -> NodeClaim | None:
        """Returns the claim of a person who has the first evidence now."""
        token = address_token(guest.address)
        if not guest.address or self._directory.keys.get(token) == key:
            return None
        self._directory.adopt(key, "Person", (token,), guest.name)
        kind = "employees" if guest.organisation == self._directory.firm else "contacts"
        self.counts[f"{kind if guest.organisation else 'people'}_inferred"] += 1
        properties = {"name": guest.name or guest.address, "email": guest.address}
        return NodeClaim(kind="Person", key=key, properties=properties, tokens=(token,), rows=MENTIONED)


def _employment(key: str, guest: _Guest) -> FactClaim:
    since = Interval(valid_from=guest.first, properties={"start_inferred": True})
    return FactClaim(type="EMPLOYED_BY", src=key, dst=guest.organisation, intervals=(since,), rows=MENTIONED)
