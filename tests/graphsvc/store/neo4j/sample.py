"""A small graph by hand: two people, their employer, one closed and one open interval, two days of mail."""

import numpy as np

from graphsvc.key import fact_id, id_of, key_of, row_id
from graphsvc.store.port import OPEN, UNBOUNDED
from graphsvc.store.rows import (
    ChangeRow,
    ClaimRow,
    EvidenceRow,
    FactRow,
    LeaseRow,
    MetaRow,
    NodeRow,
    PrintRow,
    RunRow,
)

ANN, BOB, FIRM = key_of("p", 1), key_of("p", 2), key_of("o", 3)
JOB = fact_id(ANN, "EMPLOYED_BY", FIRM, "")
TIE = fact_id(ANN, "KNOWS", BOB, "mail|to")

NODES = (
    NodeRow(
        kind="Person",
        key=ANN,
        properties={"name": "Änne 雪", "aliases": ["a@x", "b@x"], "nested": {"deep": [1, 2.5, None]}},
        tokens=("@a@x", "hr|1"),
        search="anne",
        first_seq=1,
    ),
    NodeRow(kind="Person", key=BOB, properties={"name": "Bob"}, tokens=("@b@y",), search="bob"),
    NodeRow(kind="Organisation", key=FIRM, properties={"name": "Firm"}, search="firm"),
)
PAST = FactRow(
    id=row_id(JOB, UNBOUNDED),
    fact_id=JOB,
    type="EMPLOYED_BY",
    src=ANN,
    dst=FIRM,
    qual="",
    valid_from=UNBOUNDED,
    valid_to=10,
    properties={"title": "Clerk"},
    settled=True,
    seq=1,
)
NOW = FactRow(
    id=row_id(JOB, 10),
    fact_id=JOB,
    type="EMPLOYED_BY",
    src=ANN,
    dst=FIRM,
    qual="",
    valid_from=10,
    valid_to=OPEN,
    properties={"title": "Lead", "odd": [1, "two"]},
)
MAIL = EvidenceRow(
    id=TIE,
    src=ANN,
    dst=BOB,
    qual="mail|to",
    day=np.array([4, 9], np.int32),
    given=np.array([1.0, 0.1]),
    received=np.array([0.0, 2.0]),
)
CLAIM = ClaimRow(id=5, source="hr", kind="Person", target=id_of(ANN), rows=b"\1" * 8, body='{"é":1}'.encode())
PRINTS = PrintRow(id=7, day=4, prints=np.array([2**64 - 1], np.uint64), senders=np.array([1], np.int64))
CHANGES = (
    ChangeRow(source="hr", seq=0, op="create", kind="Person", key=ANN),
    ChangeRow(source="hr", seq=0, op="create", kind="Person", key=BOB),
)
RUN = RunRow(
    run_id="run",
    number=1,
    source="hr",
    mode="snapshot",
    state="done",
    effective=10,
    inputs="i",
    cursor="c",
    claims_before=0,
    started_at=1,
)
LEASE = LeaseRow(source="hr", token=1, holder="me", host="here", pid=1, since=1, expires=2)
META = MetaRow(epoch="epoch", seq=1, published_at=3)
