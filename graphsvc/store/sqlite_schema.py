"""The tables of the embedded store, as ordered steps; a step that has run anywhere never changes.

Ids are hashes, so a table in their order would be written all over in every batch: rows lie in the order
they came (`place`), and only narrow indexes are random. `fact_open` finds the intervals of a relationship
and lets only one of them be open, since all open ones share the number 0.
"""

from hashlib import blake2b
from typing import LiteralString

FIRST: LiteralString = """
CREATE TABLE meta (
    one INTEGER PRIMARY KEY CHECK (one = 1), epoch TEXT NOT NULL, seq INTEGER NOT NULL, published_at INTEGER
) STRICT;
CREATE TABLE node (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, props TEXT NOT NULL, tokens TEXT NOT NULL,
    search TEXT NOT NULL, first_seq INTEGER NOT NULL
) STRICT;
CREATE INDEX node_kind ON node (kind);
CREATE TABLE token (
    token TEXT NOT NULL, node INTEGER NOT NULL, kind TEXT NOT NULL, PRIMARY KEY (token, node)
) STRICT, WITHOUT ROWID;
CREATE INDEX token_node ON token (node);
CREATE TABLE claim (
    id INTEGER PRIMARY KEY, source TEXT NOT NULL, kind TEXT NOT NULL, target INTEGER NOT NULL,
    rows BLOB NOT NULL, body BLOB NOT NULL
) STRICT;
CREATE INDEX claim_target ON claim (target);
CREATE INDEX claim_source ON claim (source, kind);
CREATE TABLE fact (
    id INTEGER PRIMARY KEY, fact_id INTEGER NOT NULL, type TEXT NOT NULL, src INTEGER NOT NULL,
    dst INTEGER NOT NULL, ends TEXT NOT NULL, qual TEXT NOT NULL, valid_from INTEGER NOT NULL,
    valid_to INTEGER, props TEXT NOT NULL, settled INTEGER NOT NULL, seq INTEGER NOT NULL
) STRICT;
CREATE INDEX fact_fact ON fact (fact_id);
CREATE UNIQUE INDEX fact_open ON fact (fact_id) WHERE valid_to IS NULL;
CREATE INDEX fact_type ON fact (type);
CREATE INDEX fact_src ON fact (src);
CREATE INDEX fact_dst ON fact (dst);
CREATE TABLE evidence (
    id INTEGER PRIMARY KEY, src INTEGER NOT NULL, dst INTEGER NOT NULL, ends TEXT NOT NULL,
    qual TEXT NOT NULL, day BLOB NOT NULL, given BLOB NOT NULL, received BLOB NOT NULL
) STRICT;
CREATE INDEX evidence_src ON evidence (src);
CREATE INDEX evidence_dst ON evidence (dst);
CREATE TABLE fingerprint (
    id INTEGER PRIMARY KEY, day INTEGER NOT NULL, prints BLOB NOT NULL, senders BLOB NOT NULL
) STRICT;
CREATE INDEX fingerprint_day ON fingerprint (day);
CREATE TABLE run (
    run_id TEXT PRIMARY KEY, number INTEGER NOT NULL UNIQUE, source TEXT NOT NULL, mode TEXT NOT NULL,
    state TEXT NOT NULL, effective INTEGER NOT NULL, inputs TEXT NOT NULL, cursor TEXT NOT NULL,
    claims_before INTEGER NOT NULL, started_at INTEGER NOT NULL, finished_at INTEGER, seq INTEGER,
    created INTEGER NOT NULL, changed INTEGER NOT NULL, closed INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE batch (
    run_id TEXT NOT NULL, batch_no INTEGER NOT NULL, result BLOB NOT NULL, PRIMARY KEY (run_id, batch_no)
) STRICT, WITHOUT ROWID;
CREATE TABLE closing (
    run_id TEXT NOT NULL, claim INTEGER NOT NULL, PRIMARY KEY (run_id, claim)
) STRICT, WITHOUT ROWID;
CREATE TABLE change (
    seq INTEGER NOT NULL, source TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL, op TEXT NOT NULL,
    PRIMARY KEY (seq, source, kind, key, op)
) STRICT, WITHOUT ROWID;
CREATE TABLE tombstone (token TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE lease (
    source TEXT PRIMARY KEY, token INTEGER NOT NULL, holder TEXT NOT NULL, host TEXT NOT NULL,
    pid INTEGER NOT NULL, since INTEGER NOT NULL, expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID
"""

_ONE_OPEN: LiteralString = (
    "CREATE UNIQUE INDEX fact_open ON fact (fact_id, iif(valid_to IS NULL, 0, id));"  # codespell:ignore iif
)
IN_ORDER_OF_ARRIVAL: LiteralString = f"""
ALTER TABLE claim RENAME TO old_claim;
CREATE TABLE claim (
    place INTEGER PRIMARY KEY, id INTEGER NOT NULL UNIQUE, source TEXT NOT NULL, kind TEXT NOT NULL,
    target INTEGER NOT NULL, rows BLOB NOT NULL, body BLOB NOT NULL
) STRICT;
INSERT INTO claim (id, source, kind, target, rows, body)
    SELECT id, source, kind, target, rows, body FROM old_claim;
DROP TABLE old_claim;
CREATE INDEX claim_target ON claim (target);
CREATE INDEX claim_source ON claim (source, kind);
ALTER TABLE fact RENAME TO old_fact;
CREATE TABLE fact (
    place INTEGER PRIMARY KEY, id INTEGER NOT NULL UNIQUE, fact_id INTEGER NOT NULL, type TEXT NOT NULL,
    src INTEGER NOT NULL, dst INTEGER NOT NULL, ends TEXT NOT NULL, qual TEXT NOT NULL,
    valid_from INTEGER NOT NULL, valid_to INTEGER, props TEXT NOT NULL, settled INTEGER NOT NULL,
    seq INTEGER NOT NULL
) STRICT;
INSERT INTO fact
    (id, fact_id, type, src, dst, ends, qual, valid_from, valid_to, props, settled, seq)
    SELECT id, fact_id, type, src, dst, ends, qual, valid_from, valid_to, props, settled, seq FROM old_fact;
DROP TABLE old_fact;
{_ONE_OPEN}
CREATE INDEX fact_type ON fact (type);
CREATE INDEX fact_src ON fact (src);
CREATE INDEX fact_dst ON fact (dst);
ALTER TABLE evidence RENAME TO old_evidence;
CREATE TABLE evidence (
    place INTEGER PRIMARY KEY, id INTEGER NOT NULL UNIQUE, src INTEGER NOT NULL, dst INTEGER NOT NULL,
    ends TEXT NOT NULL, qual TEXT NOT NULL, day BLOB NOT NULL, given BLOB NOT NULL, received BLOB NOT NULL
) STRICT;
INSERT INTO evidence (id, src, dst, ends, qual, day, given, received)
    SELECT id, src, dst, ends, qual, day, given, received FROM old_evidence;
DROP TABLE old_evidence;
CREATE INDEX evidence_src ON evidence (src);
CREATE INDEX evidence_dst ON evidence (dst)
"""

STEPS: tuple[tuple[str, LiteralString], ...] = (
    ("first schema", FIRST),
    ("rows in order of arrival", IN_ORDER_OF_ARRIVAL),
)
"""Name and statements of every step; the number of a step is its place, from 1."""

LEDGER: LiteralString = """
CREATE TABLE IF NOT EXISTS migration (
    number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL
) STRICT
"""


def checksum(statements: str) -> str:
    """Returns what shows that a step was changed after it ran."""
    return blake2b(statements.encode(), digest_size=16).hexdigest()
