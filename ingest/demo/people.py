"""The people and organisations of the fictional firm, as plain records."""

import unicodedata
from dataclasses import dataclass
from datetime import date

DOMAIN = "harbourvale.example"


@dataclass(frozen=True, slots=True, kw_only=True)
class Human:
    """A fictional human: a name and the address under which mail reaches them."""

    first: str
    last: str
    email: str

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first} {self.last}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Employee(Human):
    """Somebody on the payroll, now or once.

    Attributes:
        place: position in the unit; 0 leads it, 1 is the deputy.
        left: last working day, inclusive; None while nothing is announced.
        connected: whether the own mailbox is exported.
    """

    id: str
    unit: str
    place: int
    level: str
    manager_id: str
    hired: date
    left: date | None = None
    connected: bool = True

    @property
    def title(self) -> str:
        """Job title, as the HR system shows it."""
        return f"{self.level}, {self.unit}"

    def works_on(self, day: date) -> bool:
        """Tells whether the day lies in the employment."""
        return self.hired <= day and (self.left is None or day <= self.left)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alumnus:
    """What the alumni programme knows of somebody who left: the row of its one spreadsheet.

    Attributes:
        private: personal address, the one they write from after leaving.
        employer: organisation today, empty when unknown or when it is a client (the role there says it).
    """

    was: Employee
    private: str
    city: str
    employer: str = ""
    title: str = ""
    consents: tuple[str, ...] = ()
    consent_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A client with its paper side: owner, account team and the yearly value of its contract.

    Attributes:
        value: EUR a year; 0 means that no contract is on file.
        team: ids of the account team on paper, the owner first.
    """

    id: str
    name: str
    unit: str
    industry: str
    since: date
    value: int
    contract_end: date | None
    team: tuple[str, ...] = ()
    parent_id: str = ""

    @property
    def domain(self) -> str:
        """Mail and web domain."""
        return f"{slug(self.name)}.example"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact(Human):
    """A person's role at a client.

    Attributes:
        employee_id: id of the same human among our former employees, else empty.
    """

    id: str
    client_id: str
    title: str
    role: str
    reports_to: str = ""
    employee_id: str = ""


def slug(text: str) -> str:
    """Returns lower-case ASCII words joined by dashes, for addresses, domains and file names."""
    plain = unicodedata.normalize("NFKD", text.translate({0xF8: "o", 0xD8: "O", 0x142: "l", 0x141: "L"}))
    letters = "".join(c if c.isalnum() else " " for c in plain if c.isascii() and c != "'")
    return "-".join(letters.lower().split())


def address(first: str, last: str, domain: str) -> str:
    """Returns first.last at a domain."""
    return f"{slug(first)}.{slug(last)}@{domain}"
