"""What a contact record says: a person and the part they play at an organisation."""

from collections.abc import Iterator

from graphsvc.store.port import NodeClaim
from ingest.identity import Directory
from ingest.records import Contact
from ingest.statement import Claim, Remark, Speaker, Statement, between, fact, filled, optional, tokens_of


def _introduce(record: Contact, directory: Directory, speaker: Speaker) -> Iterator[Claim]:
    key = _key(record, directory, speaker)
    said = filled(name=record.name, email=record.email, aliases=record.aliases)
    yield NodeClaim(kind="Person", key=key, properties=said, tokens=_tokens(record, speaker))


def _relate(record: Contact, directory: Directory, speaker: Speaker) -> Iterator[Claim]:
    key = _key(record, directory, speaker)
    if record.employee_id:
        human = _find("employee_id", record.employee_id, directory, speaker)
        directory.join(key, human, reason="stated by the contact's employee id")
    account = _find("account_id", record.account_id, directory, speaker)
    role = between(
        record.valid_from, record.valid_to, title=record.title, level=record.level, role=record.role
    )
    yield fact("EMPLOYED_BY", key, account, role)
    boss = optional(directory, "reports_to", record.reports_to, record="contact", speaker=speaker, of=key)
    if isinstance(boss, Remark):
        yield boss
    elif boss:
        yield fact("REPORTS_TO", key, boss, between(record.valid_from, record.valid_to))


def _key(record: Contact, directory: Directory, speaker: Speaker) -> str:
    return directory.identify("Person", _tokens(record, speaker), source=speaker.source, name=record.name)


def _tokens(record: Contact, speaker: Speaker) -> tuple[str, ...]:
    return tokens_of(speaker, "contact", record.id, record.email, *record.aliases)


_RECORDS = {"account_id": "account", "employee_id": "employee"}


def _find(column: str, text: str, directory: Directory, speaker: Speaker) -> str:
    by = speaker.by.get(column, "id")
    return directory.find(column, text, source=speaker.source, records=(_RECORDS[column],), by=by)


CONTACT = Statement(_introduce, _relate)
