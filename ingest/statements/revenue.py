"""What a revenue record says: an amount of a client over a period."""

from collections.abc import Iterator

from graphsvc.kinds.revenue import REVENUE as REVENUE_KIND
from graphsvc.store.port import NodeClaim
from ingest.identity import Directory, UnresolvedError
from ingest.records import Revenue
from ingest.statement import Claim, Speaker, Statement, between, fact, filled, nothing


def _relate(record: Revenue, directory: Directory, speaker: Speaker) -> Iterator[Claim]:
    if record.period_end <= record.period_start:
        raise UnresolvedError("period_end", "the period ends before it starts: correct one of the dates")
    by = speaker.by.get("account_id", "id")
    account = directory.find(
        "account_id", record.account_id, source=speaker.source, records=("account",), by=by
    )
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


def _key(record: Revenue, account: str, speaker: Speaker) -> str:
    """Returns the key of an amount: account, period, kind, contract and, where named, who earned it."""
    period = (record.period_start.isoformat(), record.period_end.isoformat())
    return REVENUE_KIND.key(
        speaker.source, account, *period, record.kind, record.contract_id, record.employee_id
    )


REVENUE = Statement(nothing, _relate)
