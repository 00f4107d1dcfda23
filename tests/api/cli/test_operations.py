"""Commands of operation: doctor, erase, export, import, move, publish, template, audit."""

import csv
import io
import json
import sqlite3
from contextlib import closing

import pytest

from ingest.mapping import bundled
from tests.api.cli.conftest import Run
from tests.ingest.office import Office

KAI = "kai@northwick.example"


def test_doctor_finds_nothing_wrong_after_a_load(run: Run) -> None:
    run("ingest")

    done = run("doctor")

    assert done.code == 0
    assert "Harbour & Vale" in done.out


def test_doctor_names_a_feed_that_was_never_loaded(run: Run) -> None:
    run("ingest", "employees")

    done = run("doctor")

    assert "graphsvc ingest contacts" in done.out


def test_an_erasure_without_yes_does_nothing(run: Run, office: Office) -> None:
    run("ingest")

    done = run("erase", KAI, "--reason", "asked for")

    assert (done.code, "Say --yes" in done.err) == (2, True)
    assert "Kai Lund" in office.names("Person").values()


def test_an_erased_person_is_nowhere_and_stays_out(run: Run, office: Office) -> None:
    run("ingest")

    done = run("erase", KAI, "--reason", "asked for", "--yes")
    again = run("ingest", "contacts", "--json")

    assert (done.code, again.code) == (0, 0)
    assert json.loads(again.out)["feeds"][0]["set_aside"] in {0, 1}
    with closing(sqlite3.connect(office.root / "graph.db")) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    kept = [path for path in office.root.rglob("*") if path.is_file() and path.parent.name != "exports"]
    assert [path.name for path in kept if KAI.encode() in path.read_bytes()] == []


def test_an_export_read_into_an_empty_store_gives_the_same_answers(run: Run, office: Office) -> None:
    run("ingest")
    before = run("ask", "portfolio", "--json")
    digest = office.digest()

    run("export", str(office.root / "all.jsonl.gz"))
    office.store_url = "sqlite:other.db"
    office.settle()
    done = run("import", str(office.root / "all.jsonl.gz"))

    assert done.code == 0
    assert office.digest() == digest
    assert json.loads(run("ask", "portfolio", "--json").out)["data"] == json.loads(before.out)["data"]


def test_two_exports_are_the_same_bytes(run: Run, office: Office) -> None:
    run("ingest")
    one, other = office.root / "one.gz", office.root / "other.gz"

    run("export", str(one))
    run("export", str(other))

    assert one.read_bytes() == other.read_bytes()


def test_half_an_export_is_refused(run: Run, office: Office) -> None:
    run("ingest")
    path = office.root / "all.gz"
    run("export", str(path))
    path.write_bytes(path.read_bytes()[:200])
    office.store_url = "sqlite:other.db"
    office.settle()

    done = run("import", str(path))

    assert (done.code, "not a whole export" in done.err) == (3, True)


def test_a_graph_that_moved_answers_with_the_same_bytes(run: Run, office: Office) -> None:
    run("ingest")
    before = run("ask", "portfolio", "--json")

    done = run("move", "--to", "sqlite:new.db", "--verify")

    assert done.code == 0
    assert 'url = "sqlite:new.db"' in (office.root / "graphsvc.toml").read_text(encoding="utf-8")
    assert run("ask", "portfolio", "--json").out == before.out


def test_a_snapshot_that_is_up_to_date_is_not_built_again(run: Run) -> None:
    run("ingest")

    done = run("publish")

    assert (done.code, "Nothing published: the snapshot is up to date" in done.out) == (0, True)


def test_a_lost_snapshot_is_built_again(run: Run, office: Office) -> None:
    run("ingest")
    (office.root / "snapshots" / "CURRENT").unlink()

    done = run("publish")

    assert (done.code, done.out[:18]) == (0, "Published snapshot")


@pytest.mark.parametrize("name", ["employees", "accounts", "alumni", "exclusions"])
def test_a_template_is_a_canonical_file_with_one_example(run: Run, name: str) -> None:
    done = run("template", name)

    head, *rows = list(csv.reader(io.StringIO(done.out)))
    assert (done.code, len(rows)) == (0, 1)
    assert len(rows[0]) == len(head)
    assert name in bundled()


def test_an_unknown_template_lists_those_there_are(run: Run) -> None:
    done = run("template", "unicorns")

    assert (done.code, "employees" in done.err) == (2, True)


def test_a_rewritten_audit_chain_is_found(run: Run, office: Office) -> None:
    run("ingest")
    head = run("audit", "head").out.strip()
    good = run("audit", "verify", "--expect", head)
    with closing(sqlite3.connect(office.root / "audit.db")) as database:
        database.execute("UPDATE audit SET count = 0")
        database.commit()

    changed, strange = run("audit", "verify"), run("audit", "verify", "--expect", "ab" * 32)

    assert (good.code, changed.code, strange.code) == (0, 1, 1)
    assert "row 1 does not fit" in changed.err
