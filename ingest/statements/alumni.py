"""What a line of the alumni spreadsheet says: a person, time here, employer now, consents."""

from collections.abc import Iterator

from graphsvc.store.port import NodeClaim
from ingest.identity import Directory, address_token
from ingest.normalise.name import name_key
from ingest.records import Alumni
from ingest.statement import (
    Claim,
    Notice,
    Speaker,
    Statement,
    between,
    consents,
    fact,
    filled,
    organisation_claim,
    purposes_of,
    tokens_of,
    unit_claim,
    unknown_purposes,
)


def _introduce(record: Alumni, directory: Directory, speaker: Speaker) -> Iterator[Claim]:
    key = _key(record, directory, speaker)
    may_use = bool(purposes_of(record.consents))
    said = filled(name=record.name, location=record.city, email=record.personal_email if may_use else "")
    yield NodeClaim(kind="Person", key=key, properties=said, tokens=_tokens(record, directory, speaker))
    if record.personal_email and not may_use:
        yield Notice(person=key, address=record.personal_email)
    if record.last_unit:
        yield unit_claim(record.last_unit, directory)
    if record.employer_now:
        claim = organisation_claim(record.employer_now, directory, type="other")
        if claim.properties:
            yield claim


def _relate(record: Alumni, directory: Directory, speaker: Speaker) -> Iterator[Claim]:
    key = _key(record, directory, speaker)
    left = record.left_on or directory.ended.get(key, speaker.today)
    yield fact("EMPLOYED_BY", key, directory.firm, between(record.joined_on, left, title=record.last_title))
    if record.last_unit:
        unit = unit_claim(record.last_unit, directory)
        yield fact("IN_UNIT", key, unit.key, between(record.joined_on, left))
    if record.employer_now:
        employer = organisation_claim(record.employer_now, directory).key
        if employer != directory.firm:
            yield fact("EMPLOYED_BY", key, employer, between(record.left_on, None, title=record.title_now))
    yield from unknown_purposes("consents", record.consents)
    yield from consents(
        key,
        purposes_of(record.consents),
        given=lambda consent: record.consent_date or directory.given.get(consent, speaker.today),
        speaker=speaker,
        evidence=record.consent_source,
    )


def _key(record: Alumni, directory: Directory, speaker: Speaker) -> str:
    tokens = _tokens(record, directory, speaker)
    return directory.identify("Person", tokens, source=speaker.source, name=record.name)


def _tokens(record: Alumni, directory: Directory, speaker: Speaker) -> tuple[str, ...]:
    """Returns what identifies the person: employee id, else private address, else name.

    A private address is kept as a code until there is consent.
    """
    address = record.personal_email
    usable = (address_token(address),) if address and purposes_of(record.consents) else ()
    if record.employee_id:
        own = tokens_of(speaker, "alumni", record.employee_id)
        return (*directory.known_id("employee", record.employee_id), *own, *usable)
    identity = directory.sealed(address) if address else name_key(record.name)
    return (*tokens_of(speaker, "alumni", identity), *usable)


ALUMNI = Statement(_introduce, _relate)
