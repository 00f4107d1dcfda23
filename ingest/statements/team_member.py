"""What a team member record says: somebody is on the account team, on paper."""

from collections.abc import Iterator

from ingest.identity import Directory
from ingest.records import TeamMember
from ingest.statement import Claim, Speaker, Statement, between, fact, nothing


def _relate(record: TeamMember, directory: Directory, speaker: Speaker) -> Iterator[Claim]:
    account = _find("account_id", record.account_id, directory, speaker)
    if account == directory.firm:
        return
    member = _find("employee_id", record.employee_id, directory, speaker)
    said = between(record.valid_from, record.valid_to, credit=record.credit, outcome=record.outcome)
    yield fact("ASSIGNED_TO", member, account, said, qual=record.role)


def _find(column: str, text: str, directory: Directory, speaker: Speaker) -> str:
    record = "account" if column == "account_id" else "employee"
    by = speaker.by.get(column, "id")
    return directory.find(column, text, source=speaker.source, records=(record,), by=by)


TEAM_MEMBER = Statement(nothing, _relate)
