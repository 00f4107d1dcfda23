"""leaver-suggestions: whom should a leaver keep, meet through whom, and who could vouch?"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Literal

from graphsvc.errors import NotFoundError
from graphsvc.evidence import Pair
from graphsvc.measures import suggestion
from graphsvc.measures.suggestion import Feature, Scored
from graphsvc.network import past
from graphsvc.network.acquaintance import LIVE
from graphsvc.network.circle import Circle, circle
from graphsvc.network.past import Together
from graphsvc.network.ways import Way
from graphsvc.network.ways import ways as ways_to
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
from graphsvc.scope import Scope, require_names, require_purpose
from graphsvc.shape import field
from graphsvc.snapshot import Snapshot
from graphsvc.tie import BASES

NAME = "leaver-suggestions"
List = Literal["keep", "meet", "vouch"]
_MOST_KEEP, _MOST_MEET, _MOST_VOUCH = 5, 5, 3
_EACH = 2
_ON_PAPER = BASES.index("assigned")
_LEAST_OVERLAP, _MONTH, _YEAR = 6, 365.25 / 12, 365.25
_KINDS: Mapping[str | None, str] = {
    "manager": "Your manager.",
    "sponsor": "Above your manager.",
    "junior": "Reported to you.",
    "peer": "Works in your unit.",
    "other_unit": "Works in another unit.",
    None: "Works here.",
}
_AGREED: Mapping[List, str] = {
    "keep": "Nothing needed: you know each other.",
    "meet": "Both agreed to be introduced; both confirm before details show.",
    "vouch": "Agreed to vouch.",
}
_FOR: Mapping[str, str] = {
    "target": "Works at a firm you named.",
    "same_move": "Others of your unit went to the same firm.",
    "context": "You both know {mutual}.",
    "novelty": "Knows people whom you do not know yet.",
}
_AGAINST: Mapping[str, str] = {
    "target": "Does not work at a firm you named.",
    "same_move": "Few or none of your unit went to the same firm.",
    "context": "You both know {mutual}, and not well.",
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
    without: tuple[str, ...] = field(
        label="Left out",
        help="People who are not suggested; may be given several times.",
        node="Person",
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
    consent: str = field(label="Agreed", help="What this person, and who leaves, agreed to.")
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
    keep_not_shown: str = field(
        label="Colleagues not shown", help="How many people a rule keeps out, without saying who."
    )
    meet_not_shown: str = field(
        label="Meetings not shown", help="How many people a rule keeps out, without saying who."
    )
    vouch_not_shown: str = field(
        label="Vouchers not shown", help="How many people a rule keeps out, without saying who."
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Case:
    """The leaver, what is looked up about others, what those agree to, and who is not suggested."""

    snapshot: Snapshot
    scope: Scope
    around: Circle
    wanted: frozenset[int]
    left_out: frozenset[int]

    def allows(self, person: int, purpose: str) -> bool:
        """Returns whether somebody consents to a purpose."""
        return self.scope.allows(int(self.snapshot.id[person]), purpose)

    def may_introduce(self, person: int) -> bool:
        """Returns whether somebody may be named as introducer.

        Employees may unless they chose against it or objected; alumni only if they agreed to introductions
        and work at no client, for no path runs through another client.
        """
        if int(self.snapshot.id[person]) in self.scope.reserved:
            return False
        agrees = self.allows(person, "introductions_out") and not self.around.is_contact(person)
        return self.around.is_employed(person) or agrees

    def may_be_kept(self, person: int) -> bool:
        """Returns whether a colleague may be suggested to keep in touch with, which needs no consent."""
        return self.scope.may_be_suggested(int(self.snapshot.id[person]), "stay_in_touch")

    def lot(self, person: int) -> str:
        """Returns what breaks ties, so that neither name nor key decides."""
        day = date_of(self.around.status.as_of).isoformat()
        target, other = self.snapshot.keys([self.around.person, person])
        return suggestion.rotation(day, NAME, target=target, person=other)

    def left(self, person: int) -> list[str]:
        """Returns when somebody left, as a reason."""
        if self.around.is_employed(person):
            return []
        last = past.last_worked(self.snapshot, self.around.status, person)
        return [f"Worked here until {date_of(last).year}."]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Suggested:
    """A row, the pairs behind it and what they rest on."""

    row: Row
    pairs: tuple[Pair, ...]
    bases: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Meeting:
    """One alumnus over one introducer."""

    person: int
    way: Way
    useful: Scored
    score: float
    reasons: tuple[str, ...]


def run(snapshot: Snapshot, scope: Scope, params: Params) -> Answer:
    """Returns whom to keep, to meet and to ask to vouch, list by list, best first."""
    _may(scope, params)
    case = _case(snapshot, scope, params)
    keep, objected = _keep(case)
    meet, kept_out = _meet(case)
    vouch, silent = _vouch(case)
    found = [*keep, *meet, *vouch]
    rows = [each.row for each in found]
    counts = Counter(row.list for row in rows)
    return Answer(
        rows=rows,
        summary=Summary(
            person=snapshot.key(case.around.person),
            keep=counts["keep"],
            meet=counts["meet"],
            vouch=counts["vouch"],
            leaver_consents=case.allows(case.around.person, "introductions_out"),
            keep_not_shown=suggestion.not_shown(objected.items()),
            meet_not_shown=suggestion.not_shown(kept_out.items()),
            vouch_not_shown=suggestion.not_shown(silent.items()),
        ),
        basis=basis_of(code for each in found for code in each.bases),
        as_of=date_of(case.around.status.as_of),
        evidence=[each.pairs for each in found],
    )


def _may(scope: Scope, params: Params) -> None:
    """Returns if the scope may ask: about oneself, or with a reason.

    Raises:
        NotAllowedError: people are not named here, or no purpose was given.
    """
    if scope.person and scope.person == params.person:
        require_names(scope)
    else:
        require_purpose(scope)


def _case(snapshot: Snapshot, scope: Scope, params: Params) -> _Case:
    day = asked_day(snapshot, params.as_of)
    around = circle(snapshot, position_of(snapshot, params.person, "Person"), day)
    if around is None:
        message = f"'{params.person}' has not worked here by {date_of(day)}: ask for an employee or alumnus"
        raise NotFoundError(message)
    wanted = frozenset(position_of(snapshot, key, "Organisation") for key in params.employer)
    found = (snapshot.position(key) for key in params.without)
    left_out = frozenset(position for position in found if position is not None)  # somebody may be gone
    return _Case(snapshot=snapshot, scope=scope, around=around, wanted=wanted, left_out=left_out)


def _suggested(
    case: _Case,
    where: List,
    ends: Sequence[int],
    *,
    fit: tuple[float, suggestion.Band],
    reasons: Iterable[str],
) -> _Suggested:
    """Returns a row about the last of `ends`; one before is the introducer."""
    path = list(pairwise([case.around.person, *ends]))
    rows = [at for one, other in path if (at := case.around.known.row(one, other)) is not None]
    bases = (_ON_PAPER,) if where == "vouch" else tuple(case.around.known.basis[rows].tolist())
    keys = case.snapshot.keys(ends)
    row = Row(
        list=where,
        person=keys[-1],
        introducer=keys[-2] if len(keys) > 1 else None,
        score=fit[0],
        band=fit[1],
        reasons=tuple(reasons),
        consent=_AGREED[where],
        basis=basis_of(bases),
    )
    pairs = tuple(Pair(first=one, second=other) for one, other in path)
    return _Suggested(row=row, pairs=pairs, bases=bases)


def _keep(case: _Case) -> tuple[list[_Suggested], Mapping[str, int]]:
    """Returns colleagues the leaver knows, one of each kind before a second of one, and how many objected."""
    known = _known(case)
    able = [one for one in known if case.may_be_kept(one.node)]
    people = [one for one in able if one.node not in case.left_out]
    found = [_kept(case, one, score) for one, score in suggestion.keep(people, limit=_MOST_KEEP)]
    return found, {"who objected": len(known) - len(able)}


def _known(case: _Case) -> list[suggestion.Known[int]]:
    """Returns the colleagues the leaver knows, in the order of the lot."""
    around = case.around
    kind_of = past.colleague_kinds(case.snapshot, around.status, around.person, around.worked)
    rows = around.known.rows(around.person, least=LIVE)
    people = [
        suggestion.Known(node=other, p=float(around.known.p[row]), kind=kind_of.get(other))
        for row, other in zip(rows, around.known.other[rows].tolist(), strict=True)
        if around.is_employed(other)
    ]
    return sorted(people, key=lambda one: case.lot(one.node))


def _kept(case: _Case, one: suggestion.Known[int], score: float) -> _Suggested:
    reasons = (_KINDS[one.kind], f"Your tie is {_words(one.p)}.")
    return _suggested(case, "keep", [one.node], fit=(score, suggestion.band(score)), reasons=reasons)


def _words(p: float) -> str:
    return band_of(100 * p).replace("_", " ")


def _meet(case: _Case) -> tuple[list[_Suggested], Mapping[str, int]]:
    """Returns introductions to alumni, and how many rules keep out."""
    if not case.allows(case.around.person, "introductions_out"):
        return [], {}
    ways = ways_to(case.around.known, case.around.status, case.around.person)
    able, kept_out = _gate(case, ways, "introductions_in")
    found = [each for person in able if (each := list(_meetings(case, person, ways[person])))]
    chosen = _spread(case, [each for each in found if each[0].person not in case.left_out])
    unasked = {"whom nobody may be asked to introduce": len(able) - len(found)}
    return [_introduction(case, one) for one in chosen], {**kept_out, **unasked}


def _gate(case: _Case, people: Collection[int], purpose: str) -> tuple[list[int], Mapping[str, int]]:
    """Returns who may be suggested, and the number of others by reason; who was left out counts in both."""
    near = [person for person in people if not case.around.is_off_limits(person)]
    able = [person for person in near if case.allows(person, purpose)]
    off_limits, silent = len(people) - len(near), len(near) - len(able)
    return able, {"at clients you served or at prospects": off_limits, "without consent": silent}


def _meetings(case: _Case, person: int, ways: Sequence[Way]) -> Iterator[_Meeting]:
    """Yields one meeting per introducer who may be named, the surest way first."""
    features = suggestion.meeting(_values(case, person, ways))
    useful = suggestion.score(features)
    reasons = (*case.left(person), *_reasons(useful, features, mutual=len(ways)))
    for way in sorted(ways, key=lambda way: (-way.near * way.far, case.lot(way.by))):
        if case.may_introduce(way.by):
            score = suggestion.meet(useful.score, way.near * way.far)
            yield _Meeting(person=person, way=way, useful=useful, score=score, reasons=reasons)


def _values(case: _Case, person: int, ways: Sequence[Way]) -> Mapping[str, float]:
    """Returns what is known of the use of meeting somebody; who was never asked answers unknown."""
    at, moves = case.around.employers.get(person, ()), case.around.moves
    between = [(way.near, way.far, float(case.around.known.total[way.by])) for way in ways]
    known = {"context": suggestion.context(between), "novelty": suggestion.novelty(len(ways))}
    if case.wanted and at:
        known["target"] = float(not case.wanted.isdisjoint(at))
    if moves is not None and at:
        years = [[days / _YEAR for days in moves.get(employer, ())] for employer in at]
        known["same_move"] = max(map(suggestion.same_move, years))
    return known


def _reasons(useful: Scored, features: Sequence[Feature], *, mutual: int) -> Iterator[str]:
    """Yields what speaks most for it, most against it, and what is unknown."""
    parts = sorted(useful.contributions, key=lambda part: -part[1])
    same = "one of the same colleagues" if mutual == 1 else f"{mutual} of the same colleagues"
    yield from (_FOR[name].format(mutual=same) for name, part in parts[:3] if part > 0)
    yield from (_AGAINST[name].format(mutual=same) for name, part in parts[-1:] if part < 0)
    yield from (_UNKNOWN[one.name] for one in features if one.value is None)


def _spread(case: _Case, meetings: Sequence[Sequence[_Meeting]]) -> list[_Meeting]:
    """Returns the best meetings, each person once, at most two by one introducer and at one employer."""
    chosen: list[_Meeting] = []
    used: Counter[tuple[str, int]] = Counter()
    for ways in sorted(meetings, key=lambda ways: _order(case, ways[0])):
        for one in ways:
            places = [("by", one.way.by), *(("at", at) for at in case.around.employers.get(one.person, ()))]
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
    """Returns who worked with the leaver long enough and agrees to vouch, and how many rules keep out."""
    shared = past.together(case.snapshot, case.around.status, case.around.person)
    long = [person for person, time in shared.items() if time.days / _MONTH >= _LEAST_OVERLAP]
    able, silent = _gate(case, long, "vouch")
    wanted = sorted(set(able) - case.left_out, key=case.lot)
    found = [_voucher(case, person, shared[person]) for person in wanted]
    found.sort(key=lambda one: -round(one.row.score, 2))
    return found[:_MOST_VOUCH], silent


def _voucher(case: _Case, person: int, time: Together) -> _Suggested:
    last = max(time.last_day, case.around.last_contact(person))
    years, months = (case.around.status.as_of - last) / _YEAR, time.days / _MONTH
    score = suggestion.vouch(months, years, same_client=time.same_client)
    reasons = [*case.left(person), f"You worked {months:.0f} months in the same unit or client team."]
    if time.same_client:
        reasons.append("You worked for the same client.")
    if years >= 1:
        since = "a year" if years < 2 else f"{int(years)} years"  # noqa: PLR2004 - the plural begins here
        reasons.append(f"You have not worked together or been in touch for more than {since}.")
    return _suggested(case, "vouch", [person], fit=(score, suggestion.band(score)), reasons=reasons)


LEAVER_SUGGESTIONS = Question(
    name=NAME,
    title="Whom should a leaver keep, meet and ask to vouch?",
    roles=frozenset({"own", "alumni_programme", "hr"}),
    params=Params,
    row=Row,
    summary=Summary,
    run=run,
)
