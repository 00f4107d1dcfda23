"""The trouble that is planted in the fictional firm, each with the question that has to find it.

The names are those of `cast.py` and hold under every seed; the tests ask each question and look for them.
"""

from dataclasses import dataclass
from enum import StrEnum

from ingest.demo import cast


class Kind(StrEnum):
    """What is wrong, or worth knowing."""

    ONE_THREAD = "one thread"
    ONE_CONTACT = "one contact"
    JUNIOR_HOLDS = "junior holds"
    HIDDEN_PAIR = "hidden pair"
    BROKER = "broker"
    CUT_VERTEX = "cut vertex"
    OVERSHADOWED = "overshadowed"
    ONE_KNOWER = "one knower"
    PAPER_ONLY = "paper only"
    REAL_ONLY = "real only"
    UNMEASURED = "unmeasured"
    UNKNOWN_VALUE = "unknown value"
    COOLING = "cooling"
    AT_CLIENT = "alumnus at client"
    INTRODUCTION = "introduction"
    VOUCHER = "voucher"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One planted finding.

    Attributes:
        question: the question that must find it.
        arguments: its command line arguments.
        clients: names of the clients involved.
        people: e-mail addresses of the people involved, the one to be named first.
        roles: roles of the contacts involved, where the finding is about a contact.
        sentence: what somebody who reads the answer should say.
    """

    kind: Kind
    question: str
    sentence: str
    arguments: tuple[str, ...] = ()
    clients: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()


_VESNA, _ = cast.AT_CLIENTS[0]
_LEAVERS = ("--person", cast.LEAVER.email, "--person", cast.SECOND_LEAVER.email)

PLANTED: tuple[Trouble, ...] = (
    Trouble(
        kind=Kind.ONE_THREAD,
        question="portfolio",
        clients=(cast.SOLE_HELD.name,),
        people=(cast.SOLE_HOLDER.email,),
        sentence="Skerry Shipping knows only Inés Harrowquist here, and its contract ends in September.",
    ),
    Trouble(
        kind=Kind.ONE_CONTACT,
        question="portfolio",
        clients=(cast.ONE_CONTACT.name,),
        people=tuple(part.email for part in cast.TRIO),
        roles=("decision_maker",),
        sentence="Three of us serve Larkmoor Dairy, and all three know the same one contact.",
    ),
    Trouble(
        kind=Kind.JUNIOR_HOLDS,
        question="single-points-of-failure",
        clients=(cast.JUNIOR_HELD.name,),
        people=(cast.JUNIOR.email,),
        sentence="An analyst, Noor Pellbright, holds Gannet Biologics alone: 780,000 a year.",
    ),
    Trouble(
        kind=Kind.HIDDEN_PAIR,
        question="departure-impact",
        arguments=_LEAVERS,
        clients=(cast.HIDDEN_PAIR.name,),
        people=(cast.LEAVER.email, cast.SECOND_LEAVER.email),
        sentence="Either of the two leavers alone can be spared at Kestrel Bay Ports; both together cannot.",
    ),
    Trouble(
        kind=Kind.BROKER,
        question="bridge-people",
        people=(cast.BROKER.email,),
        sentence="Mirela Quayton links four units; the firm would hold together without her, and know less.",
    ),
    Trouble(
        kind=Kind.CUT_VERTEX,
        question="bridge-people",
        people=(cast.LIAISON.email,),
        sentence="Energy hangs on the rest of the firm by Kofi Strandmere alone.",
    ),
    Trouble(
        kind=Kind.OVERSHADOWED,
        question="coverage",
        arguments=("--client", cast.OVERSHADOWING.name),
        clients=(cast.OVERSHADOWING.name,),
        people=(cast.OVERSHADOWED.email, cast.STAR.email),
        sentence="Yuki Brandoka knows Port Ellery Foods too, unseen behind Dario Velmonte.",
    ),
    Trouble(
        kind=Kind.ONE_KNOWER,
        question="coverage",
        arguments=("--client", cast.ONE_KNOWER.name),
        clients=(cast.ONE_KNOWER.name,),
        people=(cast.ONLY_KNOWER.email,),
        roles=("decision_maker",),
        sentence="Osprey Rail looks well covered, but only Amara Lindqvale knows its decision maker.",
    ),
    Trouble(
        kind=Kind.PAPER_ONLY,
        question="coverage",
        arguments=("--client", cast.PAPER_ONLY.name),
        clients=(cast.PAPER_ONLY.name,),
        people=tuple(part.email for part in cast.PAPER_TEAM),
        sentence="Tollgate Insurance has an account team of three on paper, and none of them is in touch.",
    ),
    Trouble(
        kind=Kind.REAL_ONLY,
        question="coverage",
        arguments=("--client", cast.REAL_ONLY.name),
        clients=(cast.REAL_ONLY.name,),
        people=(cast.UNLISTED.email,),
        sentence="Sanna Korpivale is the one who talks to Fennimore Textiles, and no account team says so.",
    ),
    Trouble(
        kind=Kind.UNMEASURED,
        question="portfolio",
        clients=(cast.UNMEASURED.name,),
        people=tuple(part.email for part in cast.UNCONNECTED),
        sentence="The team of Wrenfield Museums has no mailbox connected: all we know of it is on paper.",
    ),
    Trouble(
        kind=Kind.UNKNOWN_VALUE,
        question="portfolio",
        clients=(cast.NO_CONTRACT.name,),
        sentence="Halfmoon Theatres has no contract on file: its fees are unknown, not nil.",
    ),
    Trouble(
        kind=Kind.COOLING,
        question="cooling-ties",
        clients=(cast.NO_CONTRACT.name,),
        people=(cast.QUIET.email,),
        sentence="Jonas Feldmarrow wrote to Halfmoon Theatres every month, and not since February.",
    ),
    *(
        Trouble(
            kind=Kind.AT_CLIENT,
            question="coverage",
            arguments=("--client", client),
            clients=(client,),
            people=(part.email,),
            sentence=f"{part.name}, once of {part.unit}, works at {client} today.",
        )
        for part, client in cast.AT_CLIENTS
    ),
    Trouble(
        kind=Kind.INTRODUCTION,
        question="leaver-suggestions",
        arguments=("--person", cast.LEAVER.email),
        clients=(cast.ONE_KNOWER.name,),
        people=(_VESNA.email, cast.INTRODUCER.email),
        sentence="Hugo Marlwind can introduce the leaver to Vesna Arkwold, now at Osprey Rail.",
    ),
    Trouble(
        kind=Kind.VOUCHER,
        question="leaver-suggestions",
        arguments=("--person", cast.LEAVER.email),
        people=(cast.VOUCHER.email,),
        sentence="Tunde Greyharbour worked with the leaver for years and is willing to vouch.",
    ),
)
"""All planted trouble, in the order in which a newcomer would ask."""
