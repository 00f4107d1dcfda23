"""What an employment record says: time a person spent in an organisation, ours or another."""

from collections.abc import Iterator

from graphsvc.store.port import NodeClaim
from ingest.identity import Directory, UnresolvedError
from ingest.records import Employment
from ingest.statement import (
    Claim,
    Speaker,
    Statement,
    between,
    fact,
    organisation_claim,
    unit_claim,
)


def _introduce(record: Employment, directory: Directory, speaker: Speaker) -> Iterator[Claim]:
    claim = _organisation(record, directory, speaker)
    if claim.properties:
        yield claim
    if record.organisation_domain and claim.key != directory.firm:
        directory.claim_domains(claim.key, (record.organisation_domain,))
    if record.unit:
        yield unit_claim(record.unit, directory)


def _relate(record: Employment, directory: Directory, speaker: Speaker) -> Iterator[Claim]:
    by = speaker.by.get("person_id", "any")
    person = directory.find(
        "person_id", record.person_id, source=speaker.source, records=("employee", "contact", "alumni"), by=by
    )
    organisation = _organisation(record, directory, speaker).key
    work = between(
        record.from_,
        record.to,
        title=record.title,
        level=record.level,
        leave_reason=record.leave_reason if record.to else "",
        confidence=record.confidence if record.confidence < 1 else None,
    )
    yield fact("EMPLOYED_BY", person, organisation, work)
    if record.unit and organisation == directory.firm:
        unit = unit_claim(record.unit, directory)
        yield fact("IN_UNIT", person, unit.key, between(record.from_, record.to))


def _organisation(record: Employment, directory: Directory, speaker: Speaker) -> NodeClaim:
    try:
        known = directory.find(
            "organisation", record.organisation, source=speaker.source, records=("account",)
        )
    except UnresolvedError:
        return organisation_claim(record.organisation, directory, type="other", domains=_domains(record))
    return NodeClaim(kind="Organisation", key=known, properties={})


def _domains(record: Employment) -> tuple[str, ...]:
    return (record.organisation_domain,) if record.organisation_domain else ()


EMPLOYMENT = Statement(_introduce, _relate)
