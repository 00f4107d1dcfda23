"""What a contract record says: an agreement with a client, its window and its value."""

from collections.abc import Iterator

from graphsvc.store.port import NodeClaim
from ingest.identity import Directory
from ingest.records import Contract
from ingest.statement import Claim, Speaker, Statement, between, contract_key, fact, filled

_RENEWS = {"yes": True, "no": False}


def _introduce(record: Contract, directory: Directory, speaker: Speaker) -> Iterator[Claim]:  # noqa: ARG001
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
    return contract_key(speaker.source, record.id)


CONTRACT = Statement(_introduce, _relate)
