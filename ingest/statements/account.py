"""What an account record says: an organisation, its parent, its owner on paper and one contract."""

from collections.abc import Iterator

from graphsvc.kinds.contract import CONTRACT
from graphsvc.store.port import NodeClaim
from ingest.identity import Directory
from ingest.records import Account
from ingest.statement import Claim, Remark, Speaker, Statement, between, fact, filled, optional, tokens_of

_TURNOVER = (
    "the annual revenue of accounts is their own turnover and is not used: what clients pay is read from "
    "contracts.csv or revenues.csv, and is unknown without them"
)


def _introduce(record: Account, directory: Directory, speaker: Speaker) -> Iterator[Claim]:
    key = _key(record, directory, speaker)
    is_own = key == directory.firm
    said = filled(
        name=record.name,
        type="own" if is_own else record.type,
        domains=record.domains,
        industry=record.industry,
        tier=record.tier,
    )
    yield NodeClaim(kind="Organisation", key=key, properties=said, tokens=_tokens(record, speaker))
    if not is_own:
        directory.claim_domains(key, record.domains)


def _relate(record: Account, directory: Directory, speaker: Speaker) -> Iterator[Claim]:
    key = _key(record, directory, speaker)
    parent = optional(directory, "parent_id", record.parent_id, record="account", speaker=speaker, of=key)
    owner = optional(directory, "owner_id", record.owner_id, record="employee", speaker=speaker)
    if isinstance(parent, Remark):
        yield parent
    elif parent:
        yield fact("PART_OF", key, parent, between(None, None))
    if isinstance(owner, Remark):
        yield owner
    elif owner and key != directory.firm:
        yield fact("ASSIGNED_TO", owner, key, between(None, None), qual="lead")
    if record.contract_start or record.contract_end:
        yield from _contract(record, key, speaker)


def _contract(record: Account, key: str, speaker: Speaker) -> Iterator[Claim]:
    contract = CONTRACT.key(speaker.source, "account", record.id)
    said = filled(
        start=record.contract_start,
        end=record.contract_end,
        notice_days=record.notice_days,
        status="signed",
    )
    yield NodeClaim(kind="Contract", key=contract, properties=said)
    yield fact("WITH", contract, key, between(None, None))


def _key(record: Account, directory: Directory, speaker: Speaker) -> str:
    tokens = _tokens(record, speaker)
    if record.type == "own" or directory.is_own_name(record.name):
        return directory.adopt(directory.firm, "Organisation", tokens, record.name)
    return directory.identify("Organisation", tokens, source=speaker.source, name=record.name)


def _tokens(record: Account, speaker: Speaker) -> tuple[str, ...]:
    return tokens_of(speaker, "account", record.id)


ACCOUNT = Statement(_introduce, _relate, unused=(("annual_revenue", _TURNOVER),))
