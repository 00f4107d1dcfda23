"""What every real mailbox holds beside relationships: robots, lists, strangers, broadcasts, double files."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from ingest.demo.alumni import PRIVATE
from ingest.demo.chance import stream
from ingest.demo.firm import Firm
from ingest.demo.message import Mail, moment
from ingest.demo.people import DOMAIN
from ingest.demo.rhythm import AS_OF, START

_ROBOTS = (
    ("no-reply@wayfare-tickets.example", (("Auto-Submitted", "auto-generated"),)),
    ("digest@tradewinds-press.example", (("List-Id", "<digest.tradewinds-press.example>"),)),
    ("offers@quayside-catering.example", (("Precedence", "bulk"),)),
    (f"notifications@{DOMAIN}", (("Auto-Submitted", "auto-generated"),)),
)
_ROBOT_MAILS = 420
_STRANGERS = 160
_BROADCAST_EVERY = 120
_INVITED = 45
_FILED_TWICE = 60
_CLOCK_LOST = datetime(1980, 1, 1, 0, 0, tzinfo=UTC)


def mails(firm: Firm, real: Sequence[Mail], *, seed: int) -> list[Mail]:
    """Returns all noise; `real` are the mails some of which are filed twice."""
    return [
        *_robots(firm, seed),
        *_strangers(firm, seed),
        *_broadcasts(firm, seed),
        _invitation(firm, seed),
        *_filed_twice(real, seed),
        _undated(firm),
    ]


def _robots(firm: Firm, seed: int) -> Iterator[Mail]:
    rng = stream(seed, "robots")
    for _ in range(_ROBOT_MAILS):
        sender, headers = rng.choice(_ROBOTS)
        employee = rng.choice(firm.employees)
        yield Mail(sent=moment(_day(rng.random()), rng), sender=sender, to=(employee.email,), headers=headers)


def _strangers(firm: Firm, seed: int) -> Iterator[Mail]:
    """Yields private mail: nobody's business, and dropped without a trace of the address."""
    rng = stream(seed, "strangers")
    for _ in range(_STRANGERS):
        ours, friend = rng.choice(firm.employees).email, f"friend{rng.randrange(40)}@{PRIVATE}"
        sender, recipient = rng.sample((ours, friend), 2)
        yield Mail(sent=moment(_day(rng.random()), rng), sender=sender, to=(recipient,))


def _broadcasts(firm: Firm, seed: int) -> Iterator[Mail]:
    """Yields mails to everybody: more than fifty recipients make no tie."""
    rng = stream(seed, "broadcasts")
    sender = next(e for e in firm.employees if e.unit == "Internal Services")
    for offset in range(30, (AS_OF - START).days, _BROADCAST_EVERY):
        day = START + timedelta(days=offset)
        everybody = tuple(e.email for e in firm.employees if e.works_on(day) and e.id != sender.id)
        yield Mail(sent=moment(day, rng), sender=sender.email, to=everybody)


def _invitation(firm: Firm, seed: int) -> Mail:
    """Returns one invitation of a contact to half the firm: known to many, close to nobody."""
    rng = stream(seed, "invitation")
    guests = rng.sample([employee.email for employee in firm.employees], _INVITED)
    return Mail(sent=moment(date(2025, 10, 6), rng), sender=firm.contacts[-1].email, to=tuple(sorted(guests)))


def _filed_twice(real: Sequence[Mail], seed: int) -> Iterator[Mail]:
    """Yields copies that an archive filed under a new Message-ID."""
    rng = stream(seed, "filed twice")
    return (replace(mail, copy=1) for mail in rng.sample(list(real), _FILED_TWICE))


def _undated(firm: Firm) -> Mail:
    """Returns a mail from a computer that had lost its clock."""
    return Mail(sent=_CLOCK_LOST, sender=firm.contacts[0].email, to=(firm.employees[10].email,))


def _day(share: float) -> date:
    return START + timedelta(days=round(share * (AS_OF - START).days))
