"""Mailboxes without the messages that tell of a person: from them, to them, or naming them."""

import email
from email.header import decode_header, make_header
from email.message import Message
from pathlib import Path

from ingest.forget.tables import written
from ingest.forget.traces import Traces
from ingest.readers.mbox_rows import whole_messages
from ingest.text import open_bytes


def strip_mbox(path: Path, draft: Path, traces: Traces) -> bool:
    """Writes a mailbox without the messages that tell of a person; returns whether any did."""
    changed = False
    with open_bytes(path) as source, written(path, draft) as sink:
        for raw in whole_messages(source):
            if _tells(raw, traces):
                changed = True
            else:
                sink.write(raw)
    return changed


def _tells(raw: bytes, traces: Traces) -> bool:
    if traces.are_in_bytes(raw):
        return True
    message = email.message_from_bytes(raw.partition(b"\n")[2] if raw.startswith(b"From ") else raw)
    return any(traces.are_in(_decoded(str(value))) for _, value in message.items()) or any(
        traces.are_in_bytes(_content(part)) for part in message.walk() if not part.is_multipart()
    )


def _decoded(value: str) -> str:
    try:
        return str(make_header(decode_header(value)))
    except (LookupError, UnicodeError, ValueError):
        return value


def _content(part: "Message[str, str]") -> bytes:
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""
