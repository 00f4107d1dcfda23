"""Files of a feed: found by pattern, named as messages name them, digested whole."""

from dataclasses import replace
from pathlib import Path

import pytest

from graphsvc.errors import InputRefusedError
from graphsvc.workspace import Feed, Workspace
from ingest.source import Source, named, open_sources, record_types
from tests.ingest.office import CONTACTS, EMPLOYEES, Office


def opened(office: Office, *patterns: str) -> Source:
    workspace = office.settle()
    feed = Feed(name="x", mapping="employees", paths=patterns)
    return open_sources(replace(workspace, feeds=(feed,)), ())[0]


def test_patterns_find_files_in_order_of_name_and_each_once(office: Office) -> None:
    office.write("b", *EMPLOYEES)
    office.write("a", *EMPLOYEES)

    found = opened(office, "exports/[ab].csv", "exports/a.csv")

    assert [path.name for path in found.files] == ["a.csv", "b.csv"]


def test_paths_may_leave_the_workspace_upwards_or_be_absolute(office: Office) -> None:
    inner = office.root / "inner"
    inner.mkdir()
    workspace = replace(
        office.settle(),
        root=inner,
        feeds=(
            Feed(name="up", mapping="employees", paths=("../exports/employees.csv",)),
            Feed(name="far", mapping="employees", paths=(str(office.root / "exports" / "emp*.csv"),)),
        ),
    )

    up, far = open_sources(workspace, ())

    assert [path.resolve() for path in up.files] == [path.resolve() for path in far.files]


def test_a_file_is_named_from_the_workspace(tmp_path: Path) -> None:
    assert named(tmp_path / "exports" / "a.csv", tmp_path) == "exports/a.csv"
    assert named(Path("/else/a.csv"), tmp_path) == "/else/a.csv"


def test_the_digest_follows_content_name_and_settings(office: Office) -> None:
    office.write("a", *EMPLOYEES)
    first = opened(office, "exports/a.csv").digest()
    same = opened(office, "exports/a.csv").digest()
    other_form = replace(opened(office, "exports/a.csv"), feed=Feed(name="y", paths=("exports/a.csv",)))
    office.write("a", *EMPLOYEES[:-1])
    shorter = opened(office, "exports/a.csv").digest()

    assert first == same
    assert len({first, other_form.digest(), shorter}) == 3


def test_a_feed_named_twice_is_read_once(office: Office) -> None:
    assert len(open_sources(office.settle(), ("contacts", "contacts"))) == 1


def test_what_feeds_yield_is_known_without_their_files(office: Office) -> None:
    (office.root / "exports" / "contacts.csv").unlink()

    found = record_types(office.settle())

    assert found == {
        "employees": frozenset({"employee"}),
        "accounts": frozenset({"account"}),
        "contacts": frozenset({"contact"}),
    }


def test_an_unknown_mapping_is_refused_with_those_there_are(office: Office) -> None:
    workspace: Workspace = office.settle()
    feed = Feed(name="x", mapping="employes", paths=("exports/employees.csv",))

    with pytest.raises(InputRefusedError, match=r"'employes' is no readable TOML .*bundled: .*employees"):
        open_sources(replace(workspace, feeds=(feed,)), ())


def test_protected_columns_and_guessed_encodings_of_events_are_reported_too(office: Office) -> None:
    office.feeds += ("exchange",)
    office.options["exchange"] = 'mapping = "exchange-message-trace"'
    head = "origin_timestamp_utc,sender_address,recipient_status,message_subject,message_id,directionality"
    row = (
        "2026-05-05T06:30:00Z,ana@harbourvale.example,kai@northwick.example##Deliver,Grüße,<m1@x>,Originating"
    )
    office.write_bytes("exchange", f"{head}\n{row}\n".encode("cp1252"))

    report = office.ingest().feeds[-1]

    assert report.dropped_columns == ["message_subject"]
    assert report.remarks[0] == "exports/exchange.csv: not UTF-8 (line 2); read as cp1252"
    assert len(CONTACTS) == 3
