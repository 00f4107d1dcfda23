"""coverage: who holds one client, on what evidence, and where is it thin?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from graphsvc.errors import NotFoundError
from graphsvc.fees import fee_band, fee_band_field
from graphsvc.measures.book import holdings, select
from graphsvc.measures.coverage import (
    backup_depth,
    concentration,
    contact_coverage,
    coverage_index,
    half_loss,
    second_best,
    unit_span,
)
from graphsvc.measures.exposure import bus_factor
from graphsvc.measures.threads import CutSet, cut_sets, threads
from graphsvc.network import NO_TIE, NOBODY, Coverage
from graphsvc.network import coverage as coverage_on
from graphsvc.network.act_by import act_by_day
from graphsvc.network.hidden import hidden
from graphsvc.network.holders import holders
from graphsvc.question import (
    TAU,
    WARM,
    Answer,
    Basis,
    Question,
    as_of_field,
    asked_day,
    band_of,
    basis_of,
    date_of,
    date_or_none,
    is_known,
    known,
    money,
    pairs_of,
    position_of,
)
from graphsvc.scope import Scope, require_purpose
from graphsvc.shape import field
from graphsvc.snapshot import Snapshot
from graphsvc.tie import BASES

_KEY = 2.0
_SYNCED = 0.5
_NEEDED = ("executive_sponsor", "decision_maker", "champion")


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """What to ask for."""

    client: str = field(label="Client", help="Key, or name where only one matches.", node="Organisation")
    as_of: date | None = as_of_field()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One tie of a colleague to a contact."""

    employee: str = field(label="Colleague", help="Who of us.", node="Person")
    contact: str | None = field(
        label="Contact", help="Whom at the client; empty where the contact is not known.", node="Person"
    )
    role: str | None = field(label="Role", help="Part the contact plays at the client.")
    strength: float | None = field(
        label="Strength", help="Strength 0 to 100 from daily evidence, or as declared.", decimals=4
    )
    p: float = field(label="Holds", help="How sure the tie is taken to be.", unit="share", decimals=6)
    band: str | None = field(label="Tie", help="Band of the strength; empty on paper.")
    last_day: date | None = field(label="Last contact", help="Day of the last evidence.")
    confidence: float = field(
        label="Confidence",
        help="How much evidence and connection stands behind it.",
        unit="share",
        decimals=6,
    )
    basis: Basis = field(label="Basis", help="Measured, assigned (on paper) or declared.")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyContact:
    """A contact with weight, and who stands behind the one who holds them."""

    contact: str | None = field(label="Contact", help="Whom at the client.", node="Person")
    role: str | None = field(label="Role", help="Part the contact plays.")
    coverage: float = field(
        label="Coverage", help="How sure it is that somebody holds them.", unit="share", decimals=6
    )
    second: float = field(label="Second best", help="Strength of the second-best tie, 0 to 100.", decimals=4)
    backup_depth: str = field(label="Backup", help="Redundant, backup or exposed.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """One colleague with a tie to the client."""

    employee: str = field(label="Colleague", help="Who of us.", node="Person")
    contacts: int = field(label="Strong ties", help="Contacts this colleague has a strong tie to.")
    coverage_without: float = field(
        label="Coverage without",
        help="Coverage of the client if this colleague left.",
        unit="share",
        decimals=6,
    )
    share: float = field(
        label="Share lost",
        help="Share of the coverage that goes with this colleague.",
        unit="share",
        decimals=6,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperOnly:
    """Somebody on the account team who has no warm tie."""

    employee: str = field(label="Colleague", help="Who is on the team.", node="Person")
    role: str = field(label="Role on paper", help="Part in the account team.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The client as a whole."""

    client: str = field(label="Client", help="The client.", node="Organisation")
    coverage_index: float = field(
        label="Coverage", help="How sure it is that somebody holds the contacts.", unit="share", decimals=6
    )
    coverage_measured: float = field(
        label="Coverage measured", help="The same from mail and calendar alone.", unit="share", decimals=6
    )
    contact_threads: int | None = field(label="Known contacts", help="Contacts with a strong tie.")
    employee_threads: int = field(label="Colleagues who hold it", help="Colleagues with a strong tie.")
    independent_threads: int | None = field(
        label="Independent lines", help="Fewest people, on either side, whose exit cuts every strong tie."
    )
    key_contacts: tuple[KeyContact, ...] = field(
        label="Key contacts", help="Sponsors, decision makers and champions, and their backup."
    )
    holders: tuple[Holder, ...] = field(
        label="Who holds it", help="Colleagues with a tie, and what the client would be without each."
    )
    role_gaps: tuple[str, ...] = field(label="Missing roles", help="Roles with no warm contact.")
    paper_only: tuple[PaperOnly, ...] = field(
        label="On paper only", help="Team members whose mail or calendar shows no warm tie."
    )
    real_only: tuple[str, ...] = field(
        label="Not on the team", help="Colleagues with a strong tie who are not on the team.", node="Person"
    )
    cut_employees_first: tuple[str, ...] = field(
        label="Cut set, colleagues first",
        help="Fewest people whose exit cuts it, most of them ours.",
        node="Person",
    )
    cut_contacts_first: tuple[str, ...] = field(
        label="Cut set, contacts first",
        help="Fewest people whose exit cuts it, most of them theirs.",
        node="Person",
    )
    top_share: float | None = field(
        label="Largest share", help="Share of the ties that one colleague holds.", unit="share", decimals=6
    )
    n_eff: float | None = field(
        label="Effective holders", help="Number of equal holders that would be as concentrated.", decimals=6
    )
    k50: int | None = field(label="Half lost with", help="Fewest people who take half of the coverage.")
    unit_span: int = field(label="Units", help="Business units among the holders.")
    value: Decimal | None = field(label="Value", help="Fees of a year.", fees=True)
    value_band: str | None = fee_band_field()
    currency: str = field(label="Currency", help="Currency of the value.")
    contract_end: date | None = field(label="Contract end", help="Earliest end of the live contracts.")
    notice_by: date | None = field(
        label="Notice by", help="Day by which the client can first get out; empty without a contract."
    )
    measured_ties: int = field(label="Measured ties", help="Ties that evidence shows.")
    assigned_ties: int = field(label="Ties on paper", help="Ties only the account team states.")
    declared_ties: int = field(label="Declared ties", help="Ties somebody states.")


def run(snapshot: Snapshot, scope: Scope, params: Params) -> Answer:
    """Returns every tie to a client's contacts, weightiest contact first, then the surest tie."""
    require_purpose(scope)
    day = asked_day(snapshot, params.as_of)
    position = position_of(snapshot, params.client, "Organisation")
    found = coverage_on(snapshot, day)
    at = found.client_at(position)
    if at is None or not scope.sees_client(int(snapshot.id[position])):
        message = f"'{params.client}' is no client in reach: ask for one that the portfolio lists"
        raise NotFoundError(message)
    rows = (
        _ordered(found, np.flatnonzero(found.pairs.client == at).tolist()) if is_known(snapshot, day) else []
    )
    return Answer(
        rows=[_row(snapshot, found, row) for row in rows],
        summary=_summary(snapshot, found, at, rows),
        basis=basis_of(found.pairs.basis[rows].tolist()),
        as_of=date_of(day),
        evidence=[pairs_of(found, [row]) for row in rows],
    )


def _ordered(found: Coverage, rows: Sequence[int]) -> list[int]:
    pairs, people = found.pairs, found.contacts
    return sorted(
        rows,
        key=lambda row: (
            -people.omega[pairs.contact[row]],
            pairs.contact[row],
            -pairs.p[row],
            pairs.employee[row],
        ),
    )


def _row(snapshot: Snapshot, found: Coverage, row: int) -> Row:
    pairs, basis = found.pairs, BASES[found.pairs.basis[row]]
    measured = int(pairs.measured_row[row])
    has_evidence = measured != NO_TIE
    strength = {"measured": float(pairs.strength[row]), "declared": float(pairs.declared[row])}.get(basis)
    return Row(
        employee=snapshot.key(int(found.employees[pairs.employee[row]])),
        contact=_contact(snapshot, found, int(pairs.contact[row])),
        role=_role(snapshot, found, int(pairs.contact[row])),
        strength=strength,
        p=float(pairs.p[row]),
        band=None if strength is None else band_of(strength),
        last_day=date_of(int(found.ties.scores.last_day[measured])) if has_evidence else None,
        confidence=float(found.ties.confidence[measured]) if has_evidence else 0.0,
        basis=basis_of([int(pairs.basis[row])]),
    )


def _contact(snapshot: Snapshot, found: Coverage, contact: int) -> str | None:
    person = int(found.contacts.person[contact])
    return None if person == NOBODY else snapshot.key(person)


def _role(snapshot: Snapshot, found: Coverage, contact: int) -> str | None:
    return snapshot.text(int(found.contacts.role[contact]))


def _summary(snapshot: Snapshot, found: Coverage, at: int, rows: Sequence[int]) -> Summary:
    book, measured = (select(each, each.client == at) for each in (found.book, found.measured_book))
    matched = threads(book, TAU)
    spread, half = concentration(book), half_loss(book, at)
    employees_first, contacts_first = cut_sets(matched, at)
    bases = [BASES[code] for code in found.pairs.basis[rows]]
    notice = act_by_day(found.values, at, found.as_of)
    return Summary(
        client=snapshot.key(int(found.clients[at])),
        coverage_index=float(coverage_index(book)[at]),
        coverage_measured=float(coverage_index(measured)[at]),
        contact_threads=known(int(matched.contact_threads[at])),
        employee_threads=int(bus_factor(holdings(book), TAU)[at]),
        independent_threads=known(int(matched.count[at])),
        key_contacts=_key_contacts(snapshot, found, at),
        holders=_holders(snapshot, found, at),
        role_gaps=_role_gaps(snapshot, found, at),
        paper_only=_paper_only(snapshot, found, at),
        real_only=_real_only(snapshot, found, at),
        cut_employees_first=_cut(snapshot, found, employees_first),
        cut_contacts_first=_cut(snapshot, found, contacts_first),
        top_share=_number(float(spread.top_share[at])),
        n_eff=_number(float(spread.n_eff[at])),
        k50=half.size,
        unit_span=int(unit_span(book, TAU)[at]),
        value=money(float(found.values.amount[at])),
        value_band=fee_band(money(float(found.values.amount[at]))),
        currency=found.values.currency,
        contract_end=date_or_none(int(found.values.contract_end[at])),
        notice_by=None if notice is None else date_of(notice),
        measured_ties=bases.count("measured"),
        assigned_ties=bases.count("assigned"),
        declared_ties=bases.count("declared"),
    )


def _number(value: float) -> float | None:
    return None if np.isnan(value) else value


def _key_contacts(snapshot: Snapshot, found: Coverage, at: int) -> tuple[KeyContact, ...]:
    covered, second = contact_coverage(found.book), second_best(found.book)
    wanted = np.flatnonzero((found.contacts.client == at) & (found.contacts.omega >= _KEY))
    ordered = sorted(wanted.tolist(), key=lambda contact: (-found.contacts.omega[contact], contact))
    return tuple(
        KeyContact(
            contact=_contact(snapshot, found, contact),
            role=_role(snapshot, found, contact),
            coverage=float(covered[contact]),
            second=float(second[contact]) * 100,
            backup_depth=backup_depth(float(second[contact])),
        )
        for contact in ordered
    )


def _holders(snapshot: Snapshot, found: Coverage, at: int) -> tuple[Holder, ...]:
    return tuple(
        Holder(
            employee=snapshot.key(int(found.employees[each.employee])),
            contacts=each.strong,
            coverage_without=each.without,
            share=each.share,
        )
        for each in holders(found, at, TAU)
    )


def _role_gaps(snapshot: Snapshot, found: Coverage, at: int) -> tuple[str, ...]:
    rows = np.flatnonzero((found.pairs.client == at) & (found.pairs.p >= WARM))
    held = {_role(snapshot, found, int(contact)) for contact in found.pairs.contact[rows]}
    return tuple(role for role in _NEEDED if role not in held)


def _paper_only(snapshot: Snapshot, found: Coverage, at: int) -> tuple[PaperOnly, ...]:
    """Returns team members without a warm tie; only those whose mail or calendar would show one.

    A hidden tie is not measured, so nothing is said of who has one here.
    """
    warm = set(
        found.pairs.employee[(found.pairs.client == at) & (found.pairs.strength >= WARM * 100)].tolist()
    )
    on_paper = np.flatnonzero(found.team.client == at).tolist()
    quals = snapshot.quals("ASSIGNED_TO")
    unsaid = warm | set(_with_hidden_ties(snapshot, found, at))
    return tuple(
        PaperOnly(
            employee=snapshot.key(int(found.employees[found.team.employee[row]])),
            role=quals[found.team.role[row]],
        )
        for row in on_paper
        if found.team.employee[row] not in unsaid and found.sync[found.team.employee[row]] >= _SYNCED
    )


def _with_hidden_ties(snapshot: Snapshot, found: Coverage, at: int) -> Iterator[int]:
    """Yields the team members one of whose ties at a client is hidden."""
    here = hidden(snapshot, found.as_of)
    people = found.contacts.person[(found.contacts.client == at) & (found.contacts.person != NOBODY)]
    others = np.append(people, found.clients[at])
    for employee in found.team.employee[found.team.client == at].tolist():
        if here.either(np.full(others.size, found.employees[employee]), others).any():
            yield employee


def _real_only(snapshot: Snapshot, found: Coverage, at: int) -> tuple[str, ...]:
    strong = np.unique(found.pairs.employee[(found.pairs.client == at) & (found.pairs.strength >= TAU * 100)])
    on_paper = found.team.employee[found.team.client == at]
    return tuple(snapshot.keys(found.employees[np.setdiff1d(strong, on_paper)]))


def _cut(snapshot: Snapshot, found: Coverage, cut: CutSet) -> tuple[str, ...]:
    contacts = [_contact(snapshot, found, contact) for contact in cut.contacts]
    employees = snapshot.keys(found.employees[list(cut.employees)])
    return (*employees, *(contact for contact in contacts if contact))


COVERAGE = Question(
    name="coverage",
    title="Who holds this client, and where is it thin?",
    roles=frozenset({"account_lead", "hr"}),
    params=Params,
    row=Row,
    summary=Summary,
    run=run,
    preset="account review",
)
