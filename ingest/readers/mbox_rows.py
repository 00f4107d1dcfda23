"""Mailboxes: who wrote to whom and when, and nothing else.

Only ten headers are looked at; subject and body pass by unread. The parser works on bytes, line by line, in
memory that does not grow with the file. It takes mboxo, mboxrd, list archives (`user at host`), the logs of
LISTSERV and single messages (`.eml`).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from graphsvc.errors import InputRefusedError
from ingest.reader import Layout, Rejected, Row, Sheet
from ingest.text import open_bytes

COLUMNS = ("Message-ID", "Date", "From", "Sender", "To", "Cc", "Bcc", "Automatic")
_SINGLE = {b"message-id": 0, b"date": 1, b"from": 2, b"sender": 3}
_LISTS = {b"to": 4, b"cc": 5, b"bcc": 6}
_MARKS = {b"list-id": 7, b"auto-submitted": 8, b"precedence": 9}
_PLACES = {**_SINGLE, **_LISTS, **_MARKS}
_BULK = frozenset({"bulk", "list", "junk"})
_ENVELOPE = re.compile(rb"From \S.*\d\d?:\d\d")
_HEADER = re.compile(rb"[!-9;-~]+[ \t]*:")
_RULE = re.compile(rb"={60,}\s*$")
_BLANK = (b"\n", b"\r\n", b"\r")
_FOLDED = b" \t"
_INITIALS = b"mdfstcblapMDFSTCBLAP"


@dataclass(frozen=True, slots=True, kw_only=True)
class MboxReader:
    """Reads `.mbox`, `.mbx` and `.eml`, gzipped or not."""

    name: str = "mbox"
    suffixes: tuple[str, ...] = (".mbox", ".mbx", ".eml")

    def read(self, path: Path, layout: Layout) -> Sheet:  # noqa: ARG002 - headers are fixed
        """Returns the messages of a mailbox as rows of `COLUMNS`.

        Raises:
            InputRefusedError: the file is missing, empty or no mailbox.
        """
        _refuse_other(path)
        return Sheet(file=str(path), columns=COLUMNS, open_rows=partial(_rows, path))


class _Message:
    """Headers of one message while they are read; a value is a list of its raw lines."""

    __slots__ = ("line", "values")

    def __init__(self, line: int) -> None:
        self.line = line
        self.values: list[list[bytes]] = [[] for _ in _PLACES]

    def row(self) -> Row:
        """Returns the wanted headers as text."""
        texts = [_text(lines) for lines in self.values]
        return Row(self.line, [*texts[:7], "true" if _is_automatic(texts) else ""])


def _refuse_other(path: Path) -> None:
    try:
        with open_bytes(path) as file:
            first = next((line for line in file if line not in _BLANK), b"")
    except (EOFError, OSError) as error:
        message = f"{path}: {error}. Check the paths of the feed, or copy the file again."
        raise InputRefusedError(message) from error
    if not first:
        message = f"{path}: the file is empty (line 1). Export the mailbox again."
        raise InputRefusedError(message)
    is_mail = first.startswith(b"From ") or _RULE.match(first) or _HEADER.match(first)
    if not is_mail:
        message = (
            f"{path}: line 1 begins no message, so this is no mailbox. Export it as mbox, or set the "
            "reader of the feed."
        )
        raise InputRefusedError(message)


def _rows(path: Path) -> Iterator[Row | Rejected]:
    last = 0
    with open_bytes(path) as file:
        try:
            for found in _messages(file):
                last = found.line
                yield found
        except EOFError:
            reason = "the archive ends in the middle; copy the file again"
            yield Rejected(line=last, field="", reason=reason)


def _messages(file: BinaryIO) -> Iterator[Row | Rejected]:
    """Yields every message; the last one is rejected when the file ends inside its headers."""
    lines = enumerate(file, start=1)
    start = _next_start(lines, is_first=True)
    while start:
        number, first = start
        message = _Message(number)
        is_whole = _read_headers(message, first, lines)
        yield message.row() if is_whole else _truncated(message)
        start = _next_start(lines, is_first=False)


def _next_start(lines: Iterator[tuple[int, bytes]], *, is_first: bool) -> tuple[int, bytes] | None:
    """Returns number and text of the line the next message begins with, skipping the body before it."""
    after_blank = True
    for number, line in lines:
        if line in _BLANK:
            after_blank = True
        elif after_blank and (is_first or _opens(line)):
            return number, line
        else:
            after_blank = False
    return None


def whole_messages(file: BinaryIO) -> Iterator[bytes]:
    """Yields every message of a mailbox as it stands, envelope and body included."""
    message: list[bytes] = []
    after_blank = True
    for line in file:
        if message and after_blank and _opens(line):
            yield b"".join(message)
            message = []
        message.append(line)
        after_blank = line in _BLANK
    if message:
        yield b"".join(message)


def _opens(line: bytes) -> bool:
    if line[:5] == b"From ":
        return bool(_ENVELOPE.match(line))
    return line[:1] == b"=" and bool(_RULE.match(line))


def _read_headers(message: _Message, first: bytes, lines: Iterable[tuple[int, bytes]]) -> bool:
    """Fills the message from the lines up to the first empty one; tells whether there was one."""
    value = _take(message, first)
    for _, line in lines:
        if line in _BLANK:
            return True
        initial = line[0]
        if initial in _FOLDED:
            if value is not None:
                value.append(line)
        else:
            value = _take(message, line) if initial in _INITIALS else None
    return False


def _take(message: _Message, line: bytes) -> list[bytes] | None:
    """Returns the lines to which a folded header is added, None for a header nobody wants."""
    name, colon, text = line.partition(b":")
    place = _PLACES.get(name.rstrip().lower()) if colon else None
    if place is None:
        return None
    value = message.values[place]
    if value and place < len(_SINGLE):
        return None
    if value:
        value.append(b",")
    value.append(text)
    return value


def _text(lines: list[bytes]) -> str:
    if not lines:
        return ""
    raw = b" ".join([line.strip() for line in lines])
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _is_automatic(texts: list[str]) -> bool:
    list_id, submitted, precedence = (text.strip().lower() for text in texts[7:])
    is_generated = submitted not in {"", "no"}
    return bool(list_id) or is_generated or precedence in _BULK


def _truncated(message: _Message) -> Rejected:
    reason = "the file ends inside the headers of this message; copy it again"
    return Rejected(line=message.line, field="", reason=reason)
