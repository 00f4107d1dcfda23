"""The exports of the bench are files the real pipeline takes whole."""

import mailbox
from dataclasses import replace
from pathlib import Path

import pytest

from bench.exports import write_interactions, write_mailboxes, write_settings, write_tables
from bench.firm import SIZES, Firm, build_firm
from bench.mail import bare
from bench.workspace import TABLES, load

TINY = replace(SIZES["S"], employees=30, alumni=10, units=3, clients=20, contacts=60, outside=200, inside=100)


@pytest.fixture(scope="module")
def firm() -> Firm:
    return build_firm(TINY)


def test_tables_are_taken_row_by_row_and_a_second_load_takes_none(tmp_path: Path, firm: Firm) -> None:
    write_settings(tmp_path, TABLES)
    rows = write_tables(tmp_path, firm)

    first, second = load(tmp_path), load(tmp_path)

    assert sum(feed.accepted for feed in first.feeds) == rows
    assert sum(feed.accepted for feed in second.feeds) == 0


def test_every_interaction_is_taken(tmp_path: Path, firm: Firm) -> None:
    write_settings(tmp_path, (*TABLES, "interactions"))
    write_tables(tmp_path, firm)
    write_interactions(tmp_path / "interactions.csv", firm, 300)

    report = load(tmp_path)

    assert report.feeds[-1].accepted == 300


def test_the_pipeline_and_the_bare_loop_read_the_same_messages(tmp_path: Path, firm: Firm) -> None:
    write_settings(tmp_path, (*TABLES, "mbox"))
    write_tables(tmp_path, firm)
    copies = write_mailboxes(tmp_path, firm, 200, boxes=5)

    report = load(tmp_path)

    assert report.feeds[-1].read == bare(tmp_path / "mail") == copies
    assert 1 < len(list((tmp_path / "mail").iterdir())) <= 5


def test_a_load_that_refuses_a_row_is_no_measurement(tmp_path: Path, firm: Firm) -> None:
    write_settings(tmp_path, TABLES)
    write_tables(tmp_path, firm)
    with (tmp_path / "contacts.csv").open("a") as file:
        file.write("C-x,Nobody,A-none,x@y.example,,,\n")

    with pytest.raises(RuntimeError, match="went wrong"):
        load(tmp_path)


def test_mailboxes_are_what_python_calls_mailboxes(tmp_path: Path, firm: Firm) -> None:
    write_mailboxes(tmp_path, firm, 50, boxes=2)

    boxes = [mailbox.mbox(path, create=False) for path in sorted((tmp_path / "mail").iterdir())]

    assert all(message["Message-ID"] and message["Date"] for box in boxes for message in box)
    for box in boxes:
        box.close()
