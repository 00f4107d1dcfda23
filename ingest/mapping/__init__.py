"""Mappings: which column of which export becomes which field of which record. Data, not code.

    mapping = Mapping.load("salesforce-contact")          # bundled name, or the path of a TOML file
    sheet = read(path, reader=mapping.reader, layout=mapping.layout)
    table = mapping.bind(sheet, Settings(currency="EUR"))
    for row in sheet.open_rows():                         # Row, or Rejected by the reader
        table.row_hash(row)                               # cheap, before any validation
        for outcome in table.apply(row):                  # Mapped | Rejected | SetAside
            ...

A mapping is checked before any row is read; every problem is named with its line and remedy.
"""

from ingest.mapping.document import Document
from ingest.mapping.mapping import Mapping, bundled
from ingest.mapping.outcome import Mapped, Reference, SetAside, Settings
from ingest.mapping.table import Table
from ingest.mapping.template import has_template, template
from ingest.reader import Rejected

__all__ = [
    "Document",
    "Mapped",
    "Mapping",
    "Reference",
    "Rejected",
    "SetAside",
    "Settings",
    "Table",
    "bundled",
    "has_template",
    "template",
]
