"""What a declared tie says: somebody states that two people know each other."""

from collections.abc import Iterator
from datetime import timedelta

from ingest.identity import Directory, UnresolvedError
from ingest.records import DeclaredTie
from ingest.statement import Claim, Speaker, Statement, between, fact, nothing

_LIFE = timedelta(days=365)


def _relate(record: DeclaredTie, directory: Directory, speaker: Speaker) -> Iterator[Claim]:
    employee = _find("employee", record.employee, directory, speaker)
    contact = _find("contact", record.contact, directory, speaker)
    if employee == contact:
        raise UnresolvedError("contact", "both ends are the same person: correct one of them")
    said_on = record.declared_on or speaker.today
    expires = record.expires_on or said_on + _LIFE
    if expires <= said_on:
        raise UnresolvedError(
            "expires_on", "the tie expires before it was declared: correct one of the dates"
        )
    said = between(
        said_on,
        expires,
        band=record.band,
        relation=record.kind,
        declared_on=said_on,
        expires_on=expires,
        score=None if record.score is None else float(record.score),
    )
    yield fact("DECLARED", employee, contact, said, qual=record.author or speaker.source)


_RECORDS = {"employee": ("employee",), "contact": ("contact", "employee", "alumni")}


def _find(column: str, text: str, directory: Directory, speaker: Speaker) -> str:
    by = speaker.by.get(column, "any")
    return directory.find(column, text, source=speaker.source, records=_RECORDS[column], by=by)


DECLARED_TIE = Statement(nothing, _relate)
