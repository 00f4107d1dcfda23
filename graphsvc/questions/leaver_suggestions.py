"""leaver-suggestions: whom should a leaver keep, meet through whom, and who could vouch?"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Literal

from graphsvc.errors import NotFoundError
from graphsvc.evidence import Pair
from graphsvc.measures import suggestion
from graphsvc.measures.suggestion import Feature, Scored
from graphsvc.network import Standing, past, ties
from graphsvc.network.acquaintance import LIVE, Acquaintances, acquaintances
from graphsvc.network.past import Together
from graphsvc.network.units import UNKNOWN
from graphsvc.question import (
    Answer,
    Basis,
    Question,
    as_of_field,
    asked_day,
    band_of,
    basis_of,
    date_of,
    position_of,
)
from graphsvc.scope import Scope, require_purpose
from graphsvc.shape import field
from graphsvc.snapshot import Snapshot
from graphsvc.tie import BASES, NEVER

NAME = "leaver-suggestions"
List = Literal["keep", "meet", "vouch"]
_MOST_KEEP, _MOST_MEET, _MOST_VOUCH = 5, 5, 3
_EACH = 2
_FORMER, _EMPLOYED = 1, 2
_ON_PAPER = BASES.index("assigned")
_LEAST_OVERLAP, _MONTH, _YEAR = 6, 365.25 / 12, 365.25
_KINDS: Mapping[str | None, str] = {
    "manager": "Led you.",
    "sponsor": "Stands above your manager.",
    "junior": "Reported to you.",
    "peer": "Works in the same unit as you.",
    "other_unit": "Works in another unit than you.",
    None: "Works here.",
}
_FOR: Mapping[str, str] = {
    "target": "Works at a firm you named.",
    "same_move": "Others of your unit went to the same firm.",
    "context": "You both know {mutual} of the same colleagues.",
    "novelty": "Knows people whom you do not know yet.",
}
_AGAINST: Mapping[str, str] = {
    "target": "Does not work at a firm you named.",
    "same_move": "Few or none of your unit went to the same firm.",
    "context": "You both know {mutual} of the same colleagues, and not well.",
    "novelty": "You share so many colleagues that few new people follow.",
}
_UNKNOWN: Mapping[str, str] = {
    "target": "Whether this is where you want to go is unknown: name firms, ask for theirs.",
    "same_move": "Whether others made this move is unknown: ask.",
    "responsiveness": "Whether this person answers such requests is unknown: ask.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """What to ask for."""

    person: str = field(
        label="Who leaves", help="Key, e-mail address or name of a leaver or alumnus.", node="Person"
    )
    employer: tuple[str, ...] = field(
        label="Firms of choice",
        help="Firms the leaver would like to know people at; may be given several times.",
        node="Organisation",
        default=(),
    )
    as_of: date | None = as_of_field()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One suggestion to the leaver."""

    list: List = field(
        label="List", help="Keep in touch with, meet through an introduction, or ask to vouch."
    )
    person: str = field(label="Person", help="Who is suggested.", node="Person")
    introducer: str | None = field(
        label="Introducer", help="Who knows both and is asked first; only for a meeting.", node="Person"
    )
    score: float = field(label="Score", help="How good the suggestion is; lists do not compare.", decimals=4)
    band: suggestion.Band = field(
        label="Fit", help="How useful by what is known, or that not enough is known."
    )
    reasons: tuple[str, ...] = field(label="Why", help="What speaks for it, against it, and is unknown.")
    basis: Basis = field(
        label="Basis", help="Whether ties were measured, stand on paper (assigned) or were declared."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What stands behind the lists."""

    person: str = field(label="Who leaves", help="Whom the lists are for.", node="Person")
    keep: int = field(label="Keep", help="Colleagues to keep in touch with.")
    meet: int = field(label="Meet", help="Alumni to be introduced to.")
    vouch: int = field(label="Vouch", help="People who could vouch.")
    leaver_consents: bool = field(
        label="Agrees to be introduced",
        help="Whether the leaver agrees to introductions; without it none are listed.",
    )
    meet_not_shown: str = field(
        label="Meetings not shown", help="How many people a rule keeps out, without saying who."
    )
    vouch_not_shown: str = field(
        label="Vouchers not shown", help="How many people a rule keeps out, without saying who."
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Case:
    """The leaver and everything that is looked up about others."""

    snapshot: Snapshot
    scope: Scope
    status: Standing
    known: Acquaintances
    leaver: int
    worked: int
    wanted: frozenset[int]
    employers: Mapping[int, Sequence[int]]
    accounts: frozenset[int]
    off_limits: frozenset[int]

    def allows(self, person: int, purpose: str) -> bool:
        """Returns whether somebody consents to a purpose."""
        return self.scope.allows(int(self.snapshot.id[person]), purpose)

    def is_off_limits(self, person: int) -> bool:
        """Returns whether somebody works at a client the leaver served, or at a prospect."""
        return not self.off_limits.isdisjoint(self.employers.get(person, ()))

    def lot(self, person: int) -> str:
        """Returns what breaks ties, so that neither name nor key decides."""
        day, keys = date_of(self.status.as_of).isoformat(), self.snapshot.keys([self.leaver, person])
        return suggestion.rotation(day, NAME, target=keys[0], person=keys[1])

    def left(self, person: int) -> list[str]:
        """Returns when somebody left, as a reason."""
        if self.status.rank[person] != _FORMER:
            return []
        last = past.last_worked(self.snapshot, self.status, person)
        return [f"Worked here until {date_of(last).year}."]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Suggested:
    """A row, the pairs behind it and what they rest on."""

    row: Row
    pairs: tuple[Pair, ...]
    bases: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """One way to somebody: who stands between, how surely both ties hold, their newest day."""

    by: int
    near: float
    far: float
    newest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Meeting:
    """One alumnus over one introducer."""

    person: int
    way: _Way
    useful: Scored
    score: float
    reasons: tuple[str, ...]


def run(snapshot: Snapshot, scope: Scope, params: Params) -> Answer:
    """Returns whom to keep, to meet and to ask to vouch, list by list, best first."""
    require_purpose(scope)
    case = _case(snapshot, scope, params)
    meet, kept_out = _meet(case)
    vouch, silent = _vouch(case)
    found = [*_keep(case), *meet, *vouch]
    rows = [each.row for each in found]
    counts = Counter(row.list for row in rows)
    return Answer(
        rows=rows,
        summary=Summary(
            person=snapshot.key(case.leaver),
            keep=counts["keep"],
            meet=counts["meet"],
            vouch=counts["vouch"],
            leaver_consents=case.allows(case.leaver, "introductions_out"),
            meet_not_shown=suggestion.not_shown(kept_out.items()),
            vouch_not_shown=suggestion.not_shown(silent.items()),
        ),
        basis=basis_of(code for each in found for code in each.bases),
        as_of=date_of(case.status.as_of),
        evidence=[each.pairs for each in found],
    )


def _case(snapshot: Snapshot, scope: Scope, params: Params) -> _Case:
    leaver = position_of(snapshot, params.person, "Person")
    found = ties(snapshot, asked_day(snapshot, params.as_of))
    status, known = found.standing, acquaintances(snapshot, found)
    if not status.rank[leaver]:
        day = date_of(status.as_of)
        raise NotFoundError(f"'{params.person}' has not worked here by {day}: ask for an employee or alumnus")
    served = past.served(snapshot, known, leaver, as_of=status.as_of)
    prospects, clients = (past.accounts(snapshot, kind).tolist() for kind in ("prospect", "client"))
    return _Case(
        snapshot=snapshot,
        scope=scope,
        status=status,
        known=known,
        leaver=leaver,
        worked=past.last_worked(snapshot, status, leaver),
        wanted=frozenset(position_of(snapshot, key, "Organisation") for key in params.employer),
        employers=past.employers(snapshot, status),
        accounts=frozenset((*clients, *prospects)),
        off_limits=frozenset((*served.tolist(), *prospects)),
    )


def _suggested(
    case: _Case,
    where: List,
    ends: Sequence[int],
    *,
    fit: tuple[float, suggestion.Band],
    reasons: Iterable[str],
) -> _Suggested:
    """Returns a row about the last of `ends`; one before is the introducer."""
    path = list(pairwise([case.leaver, *ends]))
    rows = [at for one, other in path if (at := case.known.row(one, other)) is not None]
    bases = (_ON_PAPER,) if where == "vouch" else tuple(case.known.basis[rows].tolist())
    keys = case.snapshot.keys(ends)
    row = Row(
        list=where,
        person=keys[-1],
        introducer=keys[-2] if len(keys) > 1 else None,
        score=fit[0],
        band=fit[1],
        reasons=tuple(reasons),
        basis=basis_of(bases),
    )
    pairs = tuple(Pair(first=one, second=other) for one, other in path)
    return _Suggested(row=row, pairs=pairs, bases=bases)


def _keep(case: _Case) -> Iterator[_Suggested]:
    """Yields colleagues the leaver knows, one of each kind before a second of one."""
    kind_of = past.colleague_kinds(case.snapshot, case.status, case.leaver, case.worked)
    rows = case.known.rows(case.leaver, least=LIVE)
    people = [
        suggestion.Known(node=other, p=float(case.known.p[row]), kind=kind_of.get(other))
        for row, other in zip(rows, case.known.other[rows].tolist(), strict=True)
        if case.status.rank[other] == _EMPLOYED
    ]
    people.sort(key=lambda one: case.lot(one.node))
    for one, score in suggestion.keep(people, limit=_MOST_KEEP):
        reasons = (_KINDS[one.kind], f"Your tie is {_words(one.p)}.")
        yield _suggested(case, "keep", [one.node], fit=(score, suggestion.band(score)), reasons=reasons)


def _words(p: float) -> str:
    return band_of(100 * p).replace("_", " ")


def _meet(case: _Case) -> tuple[list[_Suggested], Mapping[str, int]]:
    """Returns introductions to alumni, at most two by one introducer and to one employer; who is kept out."""
    if not case.allows(case.leaver, "introductions_out"):
        return [], {}
    ways = _ways(case)
    closed = {
        "at clients you served, or prospects": {person for person in ways if case.is_off_limits(person)},
        "without consent": {person for person in ways if not case.allows(person, "introductions_in")},
    }
    moved = _moves(case)
    open_to = [person for person in ways if not any(person in people for people in closed.values())]
    meetings = [list(_meetings(case, person, ways[person], moved)) for person in open_to]
    chosen = _spread(case, [each for each in meetings if each])
    first, second = closed.items()
    return [_introduction(case, one) for one in chosen], {
        first[0]: len(first[1]),
        second[0]: len(second[1] - first[1]),
    }


def _ways(case: _Case) -> dict[int, list[_Way]]:
    """Returns the ways over one person to each alumnus the leaver has no live tie to."""
    ways: dict[int, list[_Way]] = defaultdict(list)
    known, rank = case.known, case.status.rank
    near = known.rows(case.leaver, least=LIVE)
    own = {int(known.other[row]) for row in near} | {case.leaver}
    for row in near:
        between = int(known.other[row])
        if not rank[between]:
            continue
        for far in known.rows(between, least=LIVE):
            person = int(known.other[far])
            if rank[person] == _FORMER and person not in own:
                way = _Way(
                    by=between,
                    near=float(known.p[row]),
                    far=float(known.p[far]),
                    newest=int(max(known.last_day[[row, far]])),
                )
                ways[person].append(way)
    return ways


def _moves(case: _Case) -> dict[int, list[float]] | None:
    """Returns years since each move from the leaver's unit by employer, None without a unit."""
    unit = past.unit_of(case.snapshot, case.leaver, case.worked)
    if unit == UNKNOWN:
        return None
    found: dict[int, list[float]] = defaultdict(list)
    for employer, days in past.moves(case.snapshot, case.status, unit):
        found[employer].append(days / _YEAR)
    return found


def _meetings(
    case: _Case, person: int, ways: Sequence[_Way], moved: Mapping[int, Sequence[float]] | None
) -> Iterator[_Meeting]:
    """Yields one meeting per introducer who may be named, the surest way first."""
    at = case.employers.get(person, ())
    totals = [(way.near, way.far, float(case.known.total[way.by])) for way in ways]
    values: dict[str, float | None] = {
        "context": suggestion.context(totals),
        "novelty": suggestion.novelty(len(ways)),
    }
    if case.wanted and at:
        values["target"] = float(not case.wanted.isdisjoint(at))
    if moved is not None and at:
        values["same_move"] = max(suggestion.same_move(moved.get(employer, ())) for employer in at)
    features = suggestion.meeting(values)
    useful = suggestion.score(features)
    reasons = (*case.left(person), *_reasons(useful, features, mutual=len(ways)))
    for way in sorted(ways, key=lambda way: (-way.near * way.far, case.lot(way.by))):
        if _may_introduce(case, way.by):
            score = suggestion.meet(useful.score, way.near * way.far)
            yield _Meeting(person=person, way=way, useful=useful, score=score, reasons=reasons)


def _may_introduce(case: _Case, person: int) -> bool:
    """Returns whether somebody may be named as introducer.

    Employees may; alumni only if they agreed to introductions and work at no client, for no path
    runs through another client.
    """
    if case.status.rank[person] == _EMPLOYED:
        return True
    return case.allows(person, "introductions_out") and case.accounts.isdisjoint(
        case.employers.get(person, ())
    )


def _reasons(useful: Scored, features: Sequence[Feature], *, mutual: int) -> Iterator[str]:
    """Yields what speaks most for it, most against it, and what is unknown."""
    parts = sorted(useful.contributions, key=lambda part: -part[1])
    yield from (_FOR[name].format(mutual=mutual) for name, part in parts[:3] if part > 0)
    yield from (_AGAINST[name].format(mutual=mutual) for name, part in parts[-1:] if part < 0)
    yield from (_UNKNOWN[one.name] for one in features if one.value is None)


def _spread(case: _Case, meetings: Sequence[Sequence[_Meeting]]) -> list[_Meeting]:
    """Returns the best meetings, each person once, at most two by one introducer and at one employer."""
    chosen: list[_Meeting] = []
    used: Counter[tuple[str, int]] = Counter()
    for ways in sorted(meetings, key=lambda ways: _order(case, ways[0])):
        for one in ways:
            places = [("by", one.way.by), *(("at", at) for at in case.employers.get(one.person, ()))]
            if len(chosen) < _MOST_MEET and all(used[place] < _EACH for place in places):
                chosen.append(one)
                used.update(places)
                break
    return sorted(chosen, key=lambda one: _order(case, one))


def _order(case: _Case, one: _Meeting) -> tuple[bool, float, float, int, str]:
    apart = one.useful.band == "not_enough_data"
    return (apart, -round(one.score, 2), -one.useful.known, -one.way.newest, case.lot(one.person))


def _introduction(case: _Case, one: _Meeting) -> _Suggested:
    path = (
        f"Your tie to the introducer is {_words(one.way.near)}, theirs to this person {_words(one.way.far)}."
    )
    return _suggested(
        case,
        "meet",
        [one.way.by, one.person],
        fit=(one.score, one.useful.band),
        reasons=(*one.reasons, path),
    )


def _vouch(case: _Case) -> tuple[list[_Suggested], Mapping[str, int]]:
    """Returns who worked with the leaver long enough and agrees to vouch; how many are kept out."""
    shared = past.together(case.snapshot, case.status, case.leaver)
    long = {person: time for person, time in shared.items() if time.days / _MONTH >= _LEAST_OVERLAP}
    off = {person for person in long if case.is_off_limits(person)}
    silent = {person for person in long if not case.allows(person, "vouch")} - off
    able = [_voucher(case, person, time) for person, time in long.items() if person not in off | silent]
    able.sort(key=lambda one: (-round(one[0], 2), one[1]))
    found = [one[2] for one in able[:_MOST_VOUCH]]
    return found, {"at clients you served, or prospects": len(off), "without consent": len(silent)}


def _voucher(case: _Case, person: int, time: Together) -> tuple[float, str, _Suggested]:
    """Returns score, lot and row of somebody who can vouch."""
    row = case.known.row(case.leaver, person)
    last = max(time.last_day, NEVER if row is None else int(case.known.last_day[row]))
    years, months = (case.status.as_of - last) / _YEAR, time.days / _MONTH
    score = suggestion.vouch(months, years, same_client=time.same_client)
    reasons = [*case.left(person), f"You worked {months:.0f} months in the same unit or client team."]
    if time.same_client:
        reasons.append("You worked for the same client.")
    if years >= 1:
        reasons.append(f"You have not worked together or been in touch for {years:.0f} years.")
    found = _suggested(case, "vouch", [person], fit=(score, suggestion.band(score)), reasons=reasons)
    return score, case.lot(person), found


LEAVER_SUGGESTIONS = Question(
    name=NAME,
    title="Whom should a leaver keep, meet and ask to vouch?",
    roles=frozenset({"own", "alumni_programme", "hr"}),
    params=Params,
    row=Row,
    summary=Summary,
    run=run,
)
