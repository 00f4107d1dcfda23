"""One message, meeting or call between people: who and when, never what about."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from ingest.record import Attendee, Cell, Party, Record, column


@dataclass(frozen=True, slots=True, kw_only=True)
class Interaction(Record):
    """Mail, meeting, call or chat of two people at least; no subject and no body exist here."""

    TYPE: ClassVar[str] = "interaction"

    id: str = column(Cell.ID, label="Id", help="Id in its source, used to count it once.")
    kind: str = column(
        Cell.CHOICE,
        label="Kind",
        help="Channel of the interaction.",
        choices=("mail", "meeting", "call", "chat", "logged_mail", "logged_live"),
    )
    start: datetime = column(Cell.MOMENT, label="Start", help="When it was sent or began, in UTC.")
    from_: Party | None = column(Cell.PARTY, label="From", help="Sender.", personal=True, default=None)
    to: tuple[Party, ...] = column(Cell.PARTIES, label="To", help="Receivers.", personal=True, default=())
    cc: tuple[Party, ...] = column(
        Cell.PARTIES, label="Cc", help="Receivers of a copy.", personal=True, default=()
    )
    bcc: tuple[Party, ...] = column(
        Cell.PARTIES,
        label="Bcc",
        help="Receivers of a hidden copy.",
        personal=True,
        default=(),
    )
    recipients: tuple[Party, ...] = column(
        Cell.PARTIES,
        label="Receivers",
        help="Receivers where To and Cc are not told apart.",
        personal=True,
        default=(),
    )
    organizer: Party | None = column(
        Cell.PARTY, label="Organizer", help="Who invited.", personal=True, default=None
    )
    attendees: tuple[Attendee, ...] = column(
        Cell.ATTENDEES,
        label="Attendees",
        help="Who was invited, in which part, with which answer.",
        personal=True,
        default=(),
    )
    duration_min: int | None = column(
        Cell.WHOLE, label="Length", help="How long it took.", unit="min", default=None
    )
    status: str = column(
        Cell.CHOICE,
        label="Status",
        help="Held, cancelled or planned.",
        choices=("held", "cancelled", "planned"),
        default="held",
    )
    direction: str = column(
        Cell.CHOICE,
        label="Direction",
        help="Into the firm or out of it.",
        choices=("in", "out", "unknown"),
        default="unknown",
    )
    automatic: bool = column(
        Cell.BOOLEAN,
        label="Automatic",
        help="Written by a program or sent to a list.",
        default=False,
    )
    private: bool = column(
        Cell.BOOLEAN,
        label="Private",
        help="Marked private or confidential.",
        default=False,
    )
