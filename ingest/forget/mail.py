"""Mailboxes without the messages from or to a person; a message that only names them is somebody else's."""

import email
import re
from collections.abc import Iterator
from email.message import Message
from pathlib import Path

from ingest.forget.tables import written
from ingest.forget.traces import Traces
from ingest.normalise.address import decoded, mailboxes
from ingest.readers.mbox_rows import whole_messages
from ingest.text import open_bytes

_PARTIES = frozenset(
    b"""
    from sender reply-to return-path to cc bcc resent-from resent-sender resent-to resent-cc resent-bcc
    delivered-to envelope-to x-original-to
    """.split()
)
_END = re.compile(rb"\r?\n\r?\n")
_FOLD = re.compile(rb"\r?\n[ \t]+")
_ENCODED = re.compile(rb"base64|quoted-printable|=\?", re.IGNORECASE)


def strip_mbox(path: Path, draft: Path, traces: Traces) -> bool:
    """Writes a mailbox without the messages from or to a person; returns whether there were any."""
    changed = False
    with open_bytes(path) as source, written(path, draft) as sink:
        for raw in whole_messages(source):
            if _is_theirs(raw, traces):
                changed = True
            else:
                sink.write(raw)
    return changed


def telling_lines(path: Path, traces: Traces) -> Iterator[int]:
    """Yields where messages begin that name a person in an encoding in which no search would find it."""
    line = 1
    with open_bytes(path) as source:
        for raw in whole_messages(source):
            if _ENCODED.search(raw) and _tells(raw, traces):
                yield line
            line += raw.count(b"\n")


def _is_theirs(raw: bytes, traces: Traces) -> bool:
    return any(traces.is_address(address) for text in _parties(raw) for address, _ in mailboxes(text))


def _parties(raw: bytes) -> Iterator[str]:
    """Yields the headers of a message that hold addresses, and its sender on the envelope."""
    head = _FOLD.sub(b" ", _END.split(raw.lstrip(b"\r\n"), maxsplit=1)[0])
    for line in head.splitlines():
        name, colon, value = line.partition(b":")
        if line.startswith(b"From "):
            yield _text(line.split()[1])
        elif colon and name.strip().lower() in _PARTIES:
            yield _text(value)


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _tells(raw: bytes, traces: Traces) -> bool:
    message = email.message_from_bytes(raw.partition(b"\n")[2] if raw.startswith(b"From ") else raw)
    heads = (decoded(str(value)).encode(errors="replace") for _, value in message.items())
    parts = (_content(part) for part in message.walk() if not part.is_multipart())
    return any(traces.found_in(content) for content in (*heads, *parts))


def _content(part: "Message[str, str]") -> bytes:
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""
