"""One written demo for all tests here, and tie strength read back from its files alone.

The strength below repeats `ties-and-coverage.md` 3 and 4 in plain Python over the standard library's
readers: it shares no code with the service, so that a band that holds here holds for anybody.
"""

import csv
import mailbox
import math
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import getaddresses, parsedate_to_datetime
from functools import cache
from pathlib import Path

import pytest

from ingest.demo import DemoPlan, write_demo

_NO_ANSWER = 0.5  # a CRM event does not say whether anybody accepted it

Weights = dict[int, list[float]]
Strength = Callable[[str, str], float]


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoPlan:
    return write_demo(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="session")
def exports(demo: DemoPlan) -> Path:
    return demo.workspace / "exports"


@pytest.fixture(scope="session")
def rows(exports: Path) -> Callable[[str], list[dict[str, str]]]:
    return lambda name: table(exports / name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One copy of a mail in one mailbox."""

    box: str
    id: str
    sent: str
    sender: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    shown: tuple[str, ...]
    marks: tuple[str, ...]
    body: str

    @property
    def key(self) -> tuple[str, str, tuple[str, ...]]:
        """What makes two copies the same mail when their ids differ."""
        return self.sent, self.sender, tuple(sorted(self.to + self.cc))


@cache
def _addresses(header: str) -> tuple[str, ...]:
    return tuple(address for _, address in getaddresses([header]) if address)


def _copy(box: str, mail: mailbox.mboxMessage) -> Copy:
    header = {name: str(value) for name, value in mail.items()}
    return Copy(
        box=box,
        id=header["Message-ID"],
        sent=header["Date"],
        sender=_addresses(header["From"])[0],
        to=_addresses(header["To"]),
        cc=_addresses(header.get("Cc", "")),
        shown=(header["From"], header["To"]),
        marks=tuple(sorted(set(header) - {"Message-ID", "Date", "From", "To", "Cc", "Content-Type"})),
        body=str(mail.get_payload()),
    )


@pytest.fixture(scope="session")
def mails(exports: Path) -> list[Copy]:
    """Every copy in every mailbox, as the standard library reads it."""
    found: list[Copy] = []
    for path in sorted((exports / "mail").iterdir()):
        box = mailbox.mbox(path, create=False)
        found += [_copy(path.stem, mail) for mail in box]
        box.close()
    return found


def _distinct(mails: list[Copy]) -> Iterator[Copy]:
    by_key = {mail.key: mail for mail in mails if not mail.marks and len(mail.to + mail.cc) <= 50}
    return iter(by_key.values())


@pytest.fixture(scope="session")
def evidence(
    demo: DemoPlan, mails: list[Copy], rows: Callable[[str], list[dict[str, str]]]
) -> dict[tuple[str, str], Weights]:
    """Weights [first to second, back, mutual] by pair of addresses and age in days."""
    found: dict[tuple[str, str], Weights] = defaultdict(lambda: defaultdict(lambda: [0.0, 0.0, 0.0]))
    for mail in _distinct(mails):
        age = (demo.as_of - parsedate_to_datetime(mail.sent).date()).days
        share = 1 / math.sqrt(len(mail.to) + len(mail.cc))
        for address, weight in [*((a, share) for a in mail.to), *((a, share / 2) for a in mail.cc)]:
            first, second = sorted((mail.sender, address))
            found[first, second][age][int(mail.sender != first)] += weight
    for event in rows("salesforce/Event.csv"):
        if event["IsRecurrence"] == "false":
            day = datetime.fromisoformat(event["StartDateTime"]).date()
            first, second = sorted((event["Owner.Email"], event["Who.Email"]))
            minutes = float(event["DurationInMinutes"])
            found[first, second][(demo.as_of - day).days][2] += min(8, minutes / 7.5) * _NO_ANSWER
    return found


@pytest.fixture(scope="session")
def strength(evidence: dict[tuple[str, str], Weights]) -> Strength:
    def of(one: str, other: str) -> float:
        first, second = sorted((one, other))
        return _strength(evidence.get((first, second), {}))

    return of


def _strength(days: Weights) -> float:
    short = long = given = received = 0.0
    for age, (to, back, mutual) in days.items():
        if 0 <= age < 1095:
            both, out, into = (
                min(3, math.log2(1 + w)) for w in (to + back + mutual, to + mutual, back + mutual)
            )
            short += both * 2 ** (-age / 90)
            long += both * 2 ** (-age / 365)
            given += out * 2 ** (-age / 365)
            received += into * 2 ** (-age / 365)
    month = 30 * math.log(2)
    steady = 0.6 * month / 90 * short + 0.4 * month / 365 * long
    balance = 2 * min(given, received) / (given + received) if given + received else 0
    full = 100 * (1 - math.exp(-steady * (0.7 + 0.3 * balance) / 1.1))
    return full if min(given, received) > 0 else min(full, 59)
