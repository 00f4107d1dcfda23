"""Mailboxes without the messages that tell of a person, however a message is encoded."""

import base64
from pathlib import Path

import pytest

from ingest.forget.mail import strip_mbox, telling_lines
from ingest.forget.traces import Traces

TRACES = Traces(
    keys=frozenset({"p-0"}),
    addresses=frozenset({"ase@own.example"}),
    names=frozenset({"åse lind", "lind, åse"}),
)
KEPT = (
    b"From b@x.example Mon Mar  2 12:00:00 2026\nFrom: b@x.example\nTo: c@x.example\n\nchase@own.example\n\n"
)
ENCODED = base64.b64encode("call ÅSE LIND".encode())
ENVELOPE = b"From b@x.example Mon Mar  2 12:00:00 2026\n"
ENCODED_NAME = b"=?utf-8?b?" + base64.b64encode("Åse Lind".encode()) + b"?="
FROM_B = b"From: b@x.example\n"


@pytest.mark.parametrize(
    "telling",
    [
        b"From: ASE@own.example\nTo: c@x.example\n\nhello\n\n",
        FROM_B + b"To: " + ENCODED_NAME + b" <ase@own.example>\n\nx\n\n",
        FROM_B + b'To: "Lind, Ase" <c@x.example>,\n\t<ase+news@own.example>\n\nx\n\n',
        FROM_B + b"Resent-To: ase@own.example\n\nx\n\n",
    ],
)
def test_a_message_from_or_to_the_person_goes(tmp_path: Path, telling: bytes) -> None:
    path, draft = tmp_path / "a.mbox", tmp_path / "draft"
    path.write_bytes(KEPT + ENVELOPE + telling + KEPT)

    changed = strip_mbox(path, draft, TRACES)

    assert changed
    assert draft.read_bytes() == KEPT + KEPT


@pytest.mark.parametrize(
    "kept",
    [
        b"From: kim.ase@own.example\nTo: x-ase@own.example\n\nhello\n\n",
        FROM_B + b"To: ase@own.example.au\n\nhello\n\n",
        FROM_B + b"Cc: " + ENCODED_NAME + b" <c@x.example>\n\nx\n\n",
        FROM_B + b"Subject: ase@own.example\n\nask ase@own.example\n\n",
        FROM_B + b"\nTo: ase@own.example\n\n",
    ],
)
def test_a_message_between_others_stays_whatever_it_names(tmp_path: Path, kept: bytes) -> None:
    path, draft = tmp_path / "a.mbox", tmp_path / "draft"
    path.write_bytes(KEPT + ENVELOPE + kept)

    assert not strip_mbox(path, draft, TRACES)
    assert draft.read_bytes() == path.read_bytes()


def test_a_message_that_names_the_person_in_code_is_told_by_its_line(tmp_path: Path) -> None:
    path = tmp_path / "a.mbox"
    in_code = FROM_B + b"Content-Transfer-Encoding: base64\n\n" + ENCODED + b"\n\n"
    path.write_bytes(KEPT + ENVELOPE + in_code + KEPT)

    assert list(telling_lines(path, TRACES)) == [KEPT.count(b"\n") + 1]
