"""Mailboxes without the messages that tell of a person, however a message is encoded."""

import base64
from pathlib import Path

import pytest

from ingest.forget.mail import strip_mbox
from ingest.forget.traces import Traces

TRACES = Traces(key="p-0", tokens=frozenset({"@ase@own.example"}), words=("åse lind", "ase@own.example"))
KEPT = (
    b"From b@x.example Mon Mar  2 12:00:00 2026\nFrom: b@x.example\nTo: c@x.example\n\nchase@own.example\n\n"
)
ENCODED = base64.b64encode("call ÅSE LIND".encode())


@pytest.mark.parametrize(
    "telling",
    [
        b"From: ASE@own.example\nTo: c@x.example\n\nhello\n\n",
        b"From: b@x.example\nTo: =?utf-8?b?"
        + base64.b64encode("Åse Lind".encode())
        + b"?= <c@x.example>\n\nx\n\n",
        b"From: b@x.example\nContent-Transfer-Encoding: base64\n\n" + ENCODED + b"\n\n",
    ],
)
def test_a_message_that_tells_of_the_person_goes(tmp_path: Path, telling: bytes) -> None:
    path, draft = tmp_path / "a.mbox", tmp_path / "draft"
    envelope = b"From b@x.example Mon Mar  2 12:00:00 2026\n"
    path.write_bytes(KEPT + envelope + telling + KEPT)

    changed = strip_mbox(path, draft, TRACES)

    assert changed
    assert draft.read_bytes() == KEPT + KEPT
