"""What a contract record says: an agreement with a client, its window and its value."""

from collections.abc import Iterator

from graphsvc.kinds.contract import CONTRACT as CONTRACT_KIND
from graphsvc.store.port import NodeClaim
from ingest.identity import Directory, UnresolvedError
from ingest.records import Contract
from ingest.statement import Claim, Speaker, Statement, between, fact, filled

_RENEWS = {"yes": True, "no": False}


def _introduce(record: Contract, directory: Directory, speaker: Speaker) -> Iterator[Claim]:  # noqa: ARG001
    if record.end and record.end < record.start:
        raise UnresolvedError("end", "the contract ends before it starts: correct one of the dates")
    has_money = record.value is not None or record.annual_value is not None
    said = filled(
        start=record.start,
        end=record.end,
        notice_days=record.notice_days,
        auto_renews=_RENEWS.get(record.auto_renews),
        term_months=record.term_months,
        value=record.value,
        annual_value=record.annual_value,
        currency=(record.currency or speaker.currency) if has_money else "",
        status=record.status,
        name=record.name,
    )
    yield NodeClaim(kind="Contract", key=_key(record, speaker), properties=said)


def _relate(record: Contract, directory: Directory, speaker: Speaker) -> Iterator[Claim]:
    by = speaker.by.get("account_id", "id")
    account = directory.find(
        "account_id", record.account_id, source=speaker.source, records=("account",), by=by
    )
    yield fact("WITH", _key(record, speaker), account, between(None, None))


def _key(record: Contract, speaker: Speaker) -> str:
    return CONTRACT_KIND.key(speaker.source, "contract", record.id)


CONTRACT = Statement(_introduce, _relate)
