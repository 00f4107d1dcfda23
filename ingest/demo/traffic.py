"""Mail and meetings as they happened: every bond and post turned into dated messages."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from ingest.demo import colleagues, keepers, noise, planted, service
from ingest.demo.chance import digits, stream
from ingest.demo.firm import Firm
from ingest.demo.message import Mail, Meeting, moment
from ingest.demo.rhythm import AS_OF, Bond, days, working_day

_COPY_EVERY = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """Everything that was sent and held in three years, oldest first."""

    mails: tuple[Mail, ...]
    meetings: tuple[Meeting, ...]


def build_traffic(firm: Firm, *, seed: int) -> Traffic:
    """Returns the mails and meetings of the firm."""
    bonds = tuple(_bonds(firm, seed))
    posted = (_posted(post, seed) for post in colleagues.posts(firm, seed=seed))
    mails = [*_mails(bonds, seed), *posted]
    mails += noise.mails(firm, mails, seed=seed)
    return Traffic(
        mails=tuple(sorted(mails, key=lambda mail: (mail.sent, mail.id))),
        meetings=tuple(sorted(_meetings(bonds, seed), key=lambda meeting: (meeting.start, meeting.id))),
    )


def _bonds(firm: Firm, seed: int) -> Iterator[Bond]:
    yield from planted.client_bonds(firm)
    yield from planted.colleague_bonds(firm)
    yield from service.bonds(firm, seed=seed)
    yield from colleagues.bonds(firm, seed=seed)
    yield from keepers.bonds(firm, seed=seed)


def _stream(bond: Bond, seed: int) -> Random:
    return stream(seed, bond.ours, bond.theirs, str(bond.rhythm.minutes))


def _meetings(bonds: Iterable[Bond], seed: int) -> Iterator[Meeting]:
    for bond in bonds:
        if bond.rhythm.minutes:
            rng = _stream(bond, seed)
            for day in days(bond, rng):
                yield Meeting(
                    id=digits(bond.ours, bond.theirs, day.isoformat()),
                    owner=bond.ours,
                    contact=bond.theirs,
                    start=datetime.combine(day, time(rng.randrange(7, 15), rng.choice((0, 30))), UTC),
                    minutes=bond.rhythm.minutes,
                )


def _mails(bonds: Iterable[Bond], seed: int) -> Iterator[Mail]:
    for bond in bonds:
        if not bond.rhythm.minutes:
            rng = _stream(bond, seed)
            for count, day in enumerate(days(bond, rng)):
                yield from _exchange(bond, day, count, rng)


def _exchange(bond: Bond, day: date, count: int, rng: Random) -> Iterator[Mail]:
    """Yields one mail, and its answer on the same or the next working day."""
    pair = (bond.ours, bond.theirs)
    sender, recipient = pair if count % 2 == 0 or not bond.rhythm.answered else pair[::-1]
    copied = (bond.copied,) if bond.copied and count % _COPY_EVERY == 0 else ()
    yield _mail(sender, (recipient,), moment(day, rng), cc=copied)
    if bond.rhythm.answered:
        yield _mail(recipient, (sender,), moment(_answer_day(day, rng), rng))


def _answer_day(day: date, rng: Random) -> date:
    later = day + timedelta(days=rng.randrange(2))
    return later if later == working_day(later) and later <= AS_OF else day


def _posted(post: colleagues.Post, seed: int) -> Mail:
    rng = stream(seed, "sent", post.sender, post.day.isoformat())
    return _mail(post.sender, post.recipients, moment(post.day, rng))


def _mail(sender: str, to: Sequence[str], sent: datetime, *, cc: Sequence[str] = ()) -> Mail:
    return Mail(sent=sent, sender=sender, to=tuple(to), cc=tuple(cc))
