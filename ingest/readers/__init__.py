"""The file formats, one file each; a feed or a mapping names them by `name`, else the ending decides."""

from pathlib import Path

from graphsvc.errors import InputRefusedError
from ingest.reader import Layout, Reader, Sheet
from ingest.readers.csv_rows import CsvReader
from ingest.readers.jsonl_rows import JsonLinesReader
from ingest.readers.mbox_rows import MboxReader
from ingest.readers.xlsx_rows import XlsxReader, write_as_csv

READERS: tuple[Reader, ...] = (
    CsvReader(),
    XlsxReader(),
    JsonLinesReader(),
    MboxReader(),
)
"""Every file format."""


def reader_for(path: Path, name: str = "") -> Reader:
    """Returns the reader a feed names, or the one that the ending of the file asks for.

    Raises:
        InputRefusedError: no reader has the name, or none takes the ending.
    """
    ending = Path(path.name.removesuffix(".gz")).suffix.lower()
    for reader in READERS:
        if reader.name == name or (not name and ending in reader.suffixes):
            return reader
    known = ", ".join(reader.name for reader in READERS)
    what = f"no reader {name!r}" if name else f"no reader for {ending or 'no ending'!r}"
    message = f"{path}: {what}; set the reader of the feed to one of {known}."
    raise InputRefusedError(message)


def read(path: Path, *, reader: str = "", layout: Layout | None = None) -> Sheet:
    """Returns the sheet of a file.

    Args:
        path: the file.
        reader: name of its format; by its ending when empty.
        layout: what the mapping says about its form.

    Raises:
        InputRefusedError: the file is missing, empty, or not of that format.
    """
    return reader_for(path, reader).read(path, layout or Layout())


__all__ = [
    "READERS",
    "CsvReader",
    "JsonLinesReader",
    "MboxReader",
    "XlsxReader",
    "read",
    "reader_for",
    "write_as_csv",
]
