"""What oversight sees: how the workspace is set, what its rules refused, who let somebody go further.

Nothing here is about a person of the graph; who asked for more what-ifs stands under a pseudonym.
"""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime

from api.chain import SHOWN, pseudonym
from api.endpoint import Call
from api.problem import TYPES
from graphsvc.grants import told_to
from graphsvc.question import date_of
from graphsvc.scope import PURPOSES
from graphsvc.shape import field
from graphsvc.store.loads import LoadFile
from graphsvc.tie import TieParams
from graphsvc.workspace import Workspace
from ingest.exclusions import EXCLUSION
from ingest.mapping import Mapping

REFUSALS_OF = 30
"""Days that refusals are counted over."""
_SECOND = 1_000_000
_LEVELS = {
    "off": "Nobody is named; only counts are shown.",
    "team": "People are named to the team of their account, and to themselves.",
    "after-notice": "HR too sees names, with a purpose that is logged.",
    "on": "Every role sees the names its scope allows.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting and what it means."""

    name: str = field(label="Setting", help="What is set in graphsvc.toml, or by this release.")
    value: str = field(label="Value", help="What it is set to.")
    means: str = field(label="Means", help="What follows from it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One source of data."""

    feed: str = field(label="Source", help="Its name.")
    holds: str = field(label="Holds", help="Mapping or reader: what its files are taken for.")
    covers: str = field(label="Covers", help="Whose mail or calendar it covers.")
    loaded_on: date | None = field(label="Last load", help="Day its files were last read.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """How often a rule refused."""

    rule: str = field(label="Rule", help="Type of the problem.")
    says: str = field(label="Says", help="What the reader was told.")
    times: int = field(label="Times", help="Refusals in thirty days.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """One time that somebody let a colleague ask about more people."""

    day: date = field(label="Day", help="When.")
    who: str = field(label="Who", help="Pseudonym of who may ask for more.")
    approved_by: str = field(label="Approved by", help="Pseudonym of the second person.")
    reason: str = field(label="Why", help="The reason given.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulk:
    """One day on which somebody read very many people."""

    day: date = field(label="Day", help="When, UTC.")
    who: str = field(label="Who", help="Pseudonym of who read them; the audit finds what.")
    most: int = field(label="More than", help="People that were passed; how many more is not told.")


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """A role was given to somebody."""

    user: str = field(label="Who", help="Address with which they sign in.")
    role: str = field(label="Role", help="What they may do.")
    granted_by: str = field(label="Given by", help="Who gave it; local is the command line.")
    day: date = field(label="Day", help="When.")
    until: date | None = field(label="Until", help="Day it ended or ends; empty = it stays.")
    reason: str = field(label="Why", help="The reason given.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """How far the workspace named people since a day."""

    since: date = field(label="Since", help="Day from which it held.")
    level: str = field(label="Level", help="Value of privacy.people.")
    means: str = field(label="Means", help="Who sees names.")


@dataclass(frozen=True, slots=True, kw_only=True)
class PurposeWords:
    """One purpose somebody may give."""

    code: str = field(label="Code", help="As it is sent.")
    words: str = field(label="Purpose", help="As the audit shows it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Everything oversight sees of the workspace besides the audit."""

    settings: tuple[Setting, ...] = field(label="Settings", help="How the workspace is set.")
    levels: tuple[Level, ...] = field(label="Names", help="Who was shown names since when.")
    sources: tuple[Source, ...] = field(label="Sources", help="What is read, and whom it covers.")
    exclusions: int = field(label="Exclusions", help="People and domains kept out of all evidence.")
    purposes: tuple[PurposeWords, ...] = field(label="Purposes", help="What may be given as a purpose.")
    refusals: tuple[Refusal, ...] = field(label="Refusals", help="How often each rule refused.")
    bulk: tuple[Bulk, ...] = field(label="Bulk reads", help="Who read very many people in a day.")
    approvals: tuple[Approved, ...] = field(label="Approvals", help="Who was let go further.")
    grants: tuple[News, ...] = field(label="Roles given", help="Roles given in thirty days.")


def overview(call: Call) -> Overview:
    """Returns what oversight sees of the workspace."""
    return Overview(
        settings=_settings(call.workspace),
        levels=tuple(
            Level(since=day_of(each.at), level=each.level, means=_LEVELS[each.level])
            for each in call.house.beside.watch.levels()
        ),
        sources=_sources(call.workspace),
        exclusions=_exclusions(call.workspace),
        purposes=tuple(PurposeWords(code=code, words=words) for code, words in PURPOSES.items()),
        refusals=_refusals(call),
        bulk=_bulk(call),
        approvals=_approvals(call),
        grants=tuple(news(call, frozenset({"oversight"}))),
    )


def news(call: Call, roles: frozenset[str]) -> Sequence[News]:
    """Returns the roles that were given lately, as far as holders of some roles are told of them."""
    return [
        News(
            user=grant.user,
            role=grant.role,
            granted_by=grant.granted_by,
            day=day_of(grant.granted_at),
            until=None if grant.expires_at is None else day_of(grant.expires_at),
            reason=grant.reason,
        )
        for grant in told_to(call.house.register, roles, now=call.house.clock())
    ]


def day_of(at: int) -> date:
    """Returns the day of microseconds since 1970, UTC."""
    return datetime.fromtimestamp(at / _SECOND, UTC).date()


def _settings(workspace: Workspace) -> tuple[Setting, ...]:
    privacy = workspace.privacy
    return (
        Setting(name="People named", value=privacy.people, means=_LEVELS[privacy.people]),
        Setting(
            name="Second approval",
            value=privacy.approval,
            means="two-person: a what-if about somebody without a departure needs a second person.",
        ),
        Setting(
            name="What-ifs",
            value=str(privacy.what_ifs),
            means="People without a departure that one person may ask what-ifs about in thirty days.",
        ),
        Setting(
            name="Bulk reads",
            value=str(privacy.bulk_reads),
            means="People that one person may read in a day before it shows here.",
        ),
        Setting(
            name="Weights",
            value=TieParams().version,
            means="Name of the weights that make contacts a strength; other weights, another name.",
        ),
        Setting(
            name="Demo",
            value="yes" if workspace.is_demo else "no",
            means="A demo has doors to every role and fictional people; nothing else has.",
        ),
    )


def _sources(workspace: Workspace) -> tuple[Source, ...]:
    with closing(LoadFile(workspace.audit_path)) as loads:
        known = loads.all()
    return tuple(
        Source(
            feed=feed.name,
            holds=feed.mapping or feed.reader or "",
            covers=_covers(feed.covers),
            loaded_on=day_of(known[feed.name].loaded_at) if feed.name in known else None,
        )
        for feed in workspace.feeds
    )


def _covers(covers: str | tuple[str, ...] | None) -> str:
    """Returns whom a feed covers, in words; addresses are counted, not shown."""
    if covers is None:
        return "as its kind does"
    return covers if isinstance(covers, str) else f"{len(covers)} addresses"


def _exclusions(workspace: Workspace) -> int:
    """Returns how many people and domains the last loads were told to keep out."""
    names = {feed.name for feed in workspace.feeds if feed.mapping and _is_exclusion(feed.mapping)}
    with closing(LoadFile(workspace.audit_path)) as loads:
        return sum(int(load.report.get("accepted", 0)) for name, load in loads.all().items() if name in names)


def _is_exclusion(mapping: str) -> bool:
    return EXCLUSION in Mapping.load(mapping).record_types


def _refusals(call: Call) -> tuple[Refusal, ...]:
    counted = call.house.beside.watch.refusals(days=REFUSALS_OF)
    return tuple(Refusal(rule=slug, says=TYPES[slug][1], times=times) for slug, times in counted.items())


def _bulk(call: Call) -> tuple[Bulk, ...]:
    read = call.house.beside.watch.bulk_reads(days=REFUSALS_OF)
    return tuple(Bulk(day=date_of(each.day), who=each.who[:SHOWN], most=each.most) for each in read)


def _approvals(call: Call) -> tuple[Approved, ...]:
    beside = call.house.beside
    return tuple(
        Approved(
            day=day_of(each.approved_at),
            who=pseudonym(beside, each.who),
            approved_by=pseudonym(beside, each.approved_by),
            reason=each.reason,
        )
        for each in beside.cases.approvals()
    )
