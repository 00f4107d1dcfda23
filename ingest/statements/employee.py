"""What an employee record says: a person, the employment here, the unit and the line manager."""

from collections.abc import Iterator
from datetime import date, timedelta

from graphsvc.store.port import NodeClaim
from ingest.identity import Directory, UnresolvedError
from ingest.records import Employee
from ingest.statement import (
    Claim,
    Notice,
    Remark,
    Speaker,
    Statement,
    between,
    consents,
    fact,
    filled,
    optional,
    purposes_of,
    tokens_of,
    unit_claim,
    unknown_purposes,
)

_DAY = timedelta(days=1)


def _introduce(record: Employee, directory: Directory, speaker: Speaker) -> Iterator[Claim]:
    key = _key(record, directory, speaker)
    properties = filled(
        name=record.name, email=record.email, aliases=record.aliases, location=record.location
    )
    yield NodeClaim(kind="Person", key=key, properties=properties, tokens=_tokens(record, speaker))
    if record.unit:
        yield unit_claim(record.unit, directory)
    if record.personal_email:
        yield Notice(person=key, address=record.personal_email)


def _relate(record: Employee, directory: Directory, speaker: Speaker) -> Iterator[Claim]:
    key = _key(record, directory, speaker)
    start, end = _period(record, directory.ended.get(key, speaker.today))
    manager = optional(directory, "manager_id", record.manager_id, record="employee", speaker=speaker, of=key)
    work = between(start, end, title=record.title, level=record.level, employment_type=record.employment_type)
    yield fact("EMPLOYED_BY", key, directory.firm, work)
    if record.unit:
        unit = unit_claim(record.unit, directory)
        yield fact("IN_UNIT", key, unit.key, between(start, end))
    if isinstance(manager, Remark):
        yield manager
    elif manager:
        yield fact("REPORTS_TO", key, manager, between(start, end))
    yield from unknown_purposes("consent", record.consent)
    yield from consents(
        key,
        purposes_of(record.consent),
        given=lambda consent: directory.given.get(consent, speaker.today),
        speaker=speaker,
    )


def _key(record: Employee, directory: Directory, speaker: Speaker) -> str:
    return directory.identify("Person", _tokens(record, speaker), source=speaker.source, name=record.name)


def _tokens(record: Employee, speaker: Speaker) -> tuple[str, ...]:
    return tokens_of(speaker, "employee", record.id, record.email, *record.aliases)


def _period(record: Employee, known_end: date) -> tuple[date | None, date | None]:
    """Returns the days of the present employment; dates win over the status.

    Args:
        record: the employee.
        known_end: end of somebody who left on a day that no file states.
    """
    start = record.hire_date or record.original_hire_date
    if record.last_working_day:
        end: date | None = record.last_working_day + _DAY
    else:
        end = known_end if record.status == "left" else None
    if start and end and end <= start:
        raise UnresolvedError("last_working_day", "it lies before the first day: correct one of them")
    return start, end


EMPLOYEE = Statement(_introduce, _relate)
