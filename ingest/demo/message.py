"""A mail and a meeting of the fictional firm: who and when, never what about."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from random import Random

from ingest.demo.chance import digits


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One mail, in however many mailboxes it lies.

    Attributes:
        sent: UTC, to the second.
        headers: further headers, such as those of robots and lists.
        copy: 1 or more for the same mail filed again under another Message-ID.
    """

    sent: datetime
    sender: str
    to: tuple[str, ...]
    cc: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    copy: int = 0
    id: str = field(init=False)

    def __post_init__(self) -> None:
        """Derives the Message-ID, so that equal mails are equal in every mailbox."""
        host = self.sender.rpartition("@")[2]
        text = digits(self.sender, self.sent.isoformat(), *self.to, str(self.copy))
        object.__setattr__(self, "id", f"<{text}@{host}>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A meeting of one of us with a contact, as the CRM logs it."""

    id: str
    owner: str
    contact: str
    start: datetime
    minutes: int


def moment(day: date, rng: Random) -> datetime:
    """Returns a second in the office hours of a day, UTC: the same calendar day all over Europe."""
    return datetime.combine(day, time(rng.randrange(7, 16), rng.randrange(60), rng.randrange(60)), UTC)
