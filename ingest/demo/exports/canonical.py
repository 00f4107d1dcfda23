"""What has no system of its own: contracts, invoices, alumni and careers, as canonical CSV."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

from ingest.demo import cast
from ingest.demo.chance import digits, stream
from ingest.demo.exports.table import write_table
from ingest.demo.firm import Firm
from ingest.demo.people import Client

_Row = tuple[object, ...]
_BILLED = 6
_SIGNED_BY = 2025  # no contract begins after today
_QUARTERS = (date(2025, 7, 1), date(2025, 10, 1), date(2026, 1, 1), date(2026, 4, 1), date(2026, 7, 1))


def write_canonical(folder: Path, firm: Firm, *, seed: int) -> tuple[Path, ...]:
    """Writes contracts.csv, revenues.csv, alumni.csv, employments.csv and former_colleagues.csv."""
    tables = {
        "contracts": (_CONTRACT, _contracts(firm, seed)),
        "revenues": (_REVENUE, _revenues(firm)),
        "alumni": (_ALUMNI, _alumni(firm)),
        "employments": (_EMPLOYMENT, _employments(firm, seed)),
        "former_colleagues": (_CONTACT, _former_colleagues(firm)),
    }
    return tuple(write_table(folder / f"{name}.csv", header, rows) for name, (header, rows) in tables.items())


_CONTRACT = (
    *("id", "account_id", "start", "end", "notice_days", "auto_renews", "term_months", "annual_value"),
    *("currency", "status", "name"),
)


def _contracts(firm: Firm, seed: int) -> Iterator[_Row]:
    for client in firm.clients:
        if client.contract_end is None:
            continue
        rng = stream(seed, "contract", client.name)
        years = max(rng.choice((1, 2, 2, 3)), client.contract_end.year - _SIGNED_BY)
        start = client.contract_end.replace(year=client.contract_end.year - years, day=1)
        yield (
            *(f"C-{digits(client.id, size=3).upper()}", client.id, start, client.contract_end),
            *(rng.choice((30, 60, 90)), rng.choice(("yes", "no", "no")), 12 * years, client.value),
            *("EUR", "signed", f"Framework agreement {client.name}"),
        )


_REVENUE = ("account_id", "period_start", "period_end", "amount", "currency", "kind")


def _billed(firm: Firm) -> list[Client]:
    drawn = [client for client in firm.clients if client.contract_end and client.parent_id == ""]
    return [client for client in drawn if client.name not in _STAGED][:_BILLED]


_STAGED = {stage.name for stage in cast.CLIENTS}


def _revenues(firm: Firm) -> Iterator[_Row]:
    """Yields four quarters of invoices for a few clients: billed fees win over the contract's value."""
    for client in _billed(firm):
        amount = (Decimal(client.value) / 4).quantize(Decimal("0.01"))
        for start, end in pairwise(_QUARTERS):
            yield client.id, start, end, amount, "EUR", "billed"


_ALUMNI = (
    *("name", "personal_email", "employee_id", "joined_on", "left_on", "last_title", "last_unit"),
    *("employer_now", "title_now", "city", "consents", "consent_date", "consent_source"),
)
_LEAVER_CONSENTS = "stay_in_touch;introductions_out;vouch"


def _alumni(firm: Firm) -> Iterator[_Row]:
    for alumnus in firm.alumni:
        was = alumnus.was
        yield (
            *(was.name, alumnus.private, was.id, was.hired, was.left, was.title, was.unit),
            *(alumnus.employer, alumnus.title, alumnus.city, ";".join(alumnus.consents)),
            *(alumnus.consent_date, "consent form" if alumnus.consents else ""),
        )
    leavers = [employee for employee in firm.employees if employee.left]
    for leaver in leavers:
        yield (
            *(leaver.name, "", leaver.id, leaver.hired, leaver.left, leaver.title, leaver.unit),
            *("", "", "", _LEAVER_CONSENTS, date(2026, 6, 22), "exit conversation"),
        )


_EMPLOYMENT = (
    *("person_id", "organisation", "organisation_domain", "from", "to", "title", "leave_reason"),
    "confidence",
)
_STATIONS = ("Firth & Lantern", "Mosswell Partners", "Copperline Analytics", "Tidal Works")


def _employments(firm: Firm, seed: int) -> Iterator[_Row]:
    """Yields the station between us and the present employer of those who left early."""
    for alumnus in firm.alumni:
        left = alumnus.was.left
        rng = stream(seed, "career", alumnus.was.email)
        station = rng.choice(_STATIONS)
        if left and left < date(2024, 1, 1) and station != alumnus.employer:
            start = left + timedelta(days=rng.randrange(20, 120))
            end = start + timedelta(days=rng.randrange(300, 700))
            host = f"{station.lower().replace(' & ', '-').replace(' ', '-')}.example"
            yield alumnus.was.id, station, host, start, end, "Manager", "career", "0.9"


_CONTACT = ("id", "name", "account_id", "email", "title", "role", "valid_from", "employee_id")


def _former_colleagues(firm: Firm) -> Iterator[_Row]:
    left = {alumnus.was.id: alumnus.was.left for alumnus in firm.alumni}
    for contact in firm.former_colleagues:
        since = (left[contact.employee_id] or date(2024, 1, 1)) + timedelta(days=30)
        yield (
            *(contact.id, contact.name, contact.client_id, contact.email, contact.title),
            *(contact.role, since, contact.employee_id),
        )
