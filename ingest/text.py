"""Text files as they come: gzipped or not, in UTF-8, UTF-16 or the code page of an old office machine.

Encoding is decided once over the whole file, because half a file read in one encoding and half in another
is worse than a refusal.
"""

import codecs
import gzip
import io
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TextIO, cast

from graphsvc.errors import InputRefusedError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHUNK = 1 << 20
_GZIP = b"\x1f\x8b"
_BOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""First bytes of workbooks: zipped ones, and those of old office programs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """File whose encoding is known.

    Attributes:
        path: the file.
        encoding: name of its codec.
        remarks: what the report should say, when the encoding had to be guessed.
    """

    path: Path
    encoding: str
    remarks: tuple[str, ...] = ()

    def open(self) -> TextIO:
        """Returns the file opened as text, line ends untouched."""
        errors = "replace" if self.encoding == "cp1252" else "strict"
        return io.TextIOWrapper(open_bytes(self.path), encoding=self.encoding, errors=errors, newline="")


def open_bytes(path: Path) -> BinaryIO:
    """Returns the file opened as bytes, unpacked when it is gzipped, whatever it is called."""
    return cast("BinaryIO", gzip.open(path, "rb")) if is_packed(path) else path.open("rb")


def is_packed(path: Path) -> bool:
    """Returns whether a file is gzipped, whatever it is called."""
    with path.open("rb") as file:
        return file.read(2) == _GZIP


def detect(path: Path) -> Encoded:
    """Returns the file with its encoding: by byte order mark, else UTF-8, else cp1252 with a remark.

    Raises:
        InputRefusedError: the file is missing, empty, or a damaged archive.
    """
    try:
        return _detect(path)
    except (EOFError, gzip.BadGzipFile) as error:
        message = f"{path}: the gzip archive is damaged ({error}). Copy it again."
        raise InputRefusedError(message) from error
    except OSError as error:
        message = f"{path}: {error.strerror}. Check the paths of the feed."
        raise InputRefusedError(message) from error


def _detect(path: Path) -> Encoded:
    with open_bytes(path) as file:
        start = file.read(4)
        refuse_empty(path, start)
        _refuse_workbook(path, start)
        marked = next((encoding for mark, encoding in _BOMS if start.startswith(mark)), "")
        wrong = _wrong_line(file, start, marked or "utf-8")
    if not wrong:
        return Encoded(path=path, encoding=marked or "utf-8")
    if marked:
        message = f"{path}: line {wrong} is no {marked}, though the file begins so. Export it again."
        raise InputRefusedError(message)
    return Encoded(path=path, encoding="cp1252", remarks=(f"not UTF-8 (line {wrong}); read as cp1252",))


def refuse_empty(path: Path, start: bytes) -> None:
    """Refuses a file without a byte.

    Raises:
        InputRefusedError: `start`, its first bytes, is empty.
    """
    if not start:
        message = f"{path}: the file is empty (line 1). Export it again."
        raise InputRefusedError(message)


def is_workbook(path: Path) -> bool:
    """Returns whether a file begins like a workbook, whatever it is called."""
    with path.open("rb") as file:
        return file.read(4) in _BOOKS


def _refuse_workbook(path: Path, start: bytes) -> None:
    if start in _BOOKS:
        message = f"{path}: this is a workbook, not text. Save it as CSV (UTF-8), or give it its own ending."
        raise InputRefusedError(message)


def _wrong_line(file: BinaryIO, start: bytes, encoding: str) -> int:
    """Returns the line of the first byte that is not in the encoding, 0 when all are."""
    decoder = codecs.getincrementaldecoder(encoding)()
    chunk, line = start, 1
    while True:
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            return line + error.object.count(b"\n", 0, error.start)
        if not chunk:
            return 0
        line += text.count("\n")
        chunk = file.read(_CHUNK)
