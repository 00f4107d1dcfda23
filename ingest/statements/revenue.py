"""What a revenue record says: an amount of a client over a period."""

from collections.abc import Iterator

from graphsvc.kinds.revenue import REVENUE as REVENUE_KIND
from graphsvc.store.port import NodeClaim
from ingest.identity import Directory
from ingest.records import Revenue
from ingest.statement import Claim, Speaker, Statement, between, fact, filled, nothing


def _relate(record: Revenue, directory: Directory, speaker: Speaker) -> Iterator[Claim]:
    account = _find("account_id", record.account_id, directory, speaker)
    if record.employee_id:
        _find("employee_id", record.employee_id, directory, speaker)
    key = _key(record, account, speaker)
    said = filled(
        period_start=record.period_start,
        period_end=record.period_end,
        amount=record.amount,
        currency=record.currency,
        kind=record.kind,
    )
    yield NodeClaim(kind="Revenue", key=key, properties=said)
    yield fact("WITH", key, account, between(None, None))


def _find(column: str, text: str, directory: Directory, speaker: Speaker) -> str:
    record = "account" if column == "account_id" else "employee"
    by = speaker.by.get(column, "id")
    return directory.find(column, text, source=speaker.source, records=(record,), by=by)


def _key(record: Revenue, account: str, speaker: Speaker) -> str:
    """Returns the key of an amount: account, period, kind, contract and, where named, who earned it."""
    period = (record.period_start.isoformat(), record.period_end.isoformat())
    return REVENUE_KIND.key(
        speaker.source, account, *period, record.kind, record.contract_id, record.employee_id
    )


REVENUE = Statement(nothing, _relate)
