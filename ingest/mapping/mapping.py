"""A mapping file, loaded and judged, ready to be bound to files."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from importlib import resources
from pathlib import Path

from graphsvc.errors import InputRefusedError
from ingest.mapping.checks import columns_in, problems_of
from ingest.mapping.document import Document, Parser, TableRule
from ingest.mapping.fill import is_available
from ingest.mapping.outcome import Settings
from ingest.mapping.table import Table, places_of
from ingest.normalise.header import header_key
from ingest.reader import Layout, Sheet
from ingest.record import defaults_of
from ingest.records import RECORDS

_SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """Columns of one export to canonical records.

    Attributes:
        name: bundled name or path, as messages name it.
        document: the rules.
        digest: hash of the text, so that a changed mapping reads every row anew.
    """

    name: str
    document: Document
    digest: bytes

    @classmethod
    def load(cls, name: str | Path, *, folder: Path = Path()) -> "Mapping":
        """Returns a bundled mapping by its name, or one's own by its path.

        Args:
            name: `salesforce-contact`, or `mappings/crm.toml`.
            folder: where a relative path starts.

        Raises:
            InputRefusedError: there is no such mapping, or it is wrong; every problem has its line.
        """
        return cls.parse(_text(str(name), folder), name=str(name))

    @classmethod
    def parse(cls, text: str, *, name: str) -> "Mapping":
        """Returns the mapping that a text describes.

        Raises:
            InputRefusedError: it is wrong; every problem has its line.
        """
        parser = Parser(text, name)
        document = parser.document()
        problems = [*parser.problems, *problems_of(document)]
        if problems:
            lines = sorted((problem.line, problem.text) for problem in problems)
            listed = "\n".join(f"  line {line}: {said}" for line, said in lines)
            message = f"mapping {name} cannot be used:\n{listed}"
            raise InputRefusedError(message)
        digest = blake2b(text.encode(), digest_size=16).digest()
        return cls(name=name, document=document, digest=digest)

    @property
    def reader(self) -> str:
        """Name of the reader, empty when it is found by the ending of the file."""
        return self.document.reader

    @property
    def layout(self) -> Layout:
        """What the mapping says about the form of its file."""
        return self.document.layout

    @property
    def record_types(self) -> frozenset[str]:
        """Types of the records the mapping can yield."""
        tables = self.document.tables
        return frozenset(record.type for table in tables for record in table.records)

    def bind(self, sheet: Sheet, settings: Settings) -> Table:
        """Returns the table that turns the rows of a file into records.

        Raises:
            InputRefusedError: the file lacks a needed column or has it twice, its dates can be read in
                two ways, or a column the workspace denies is mapped.
        """
        rule = self._rule_for(sheet)
        _refuse_twice(self.name, rule, sheet)
        _refuse_denied(self.name, rule, settings)
        return Table(rule, sheet, settings=settings, digest=self.digest)

    def _rule_for(self, sheet: Sheet) -> TableRule:
        lacking = [(table, list(_missing(table, sheet))) for table in self.document.tables]
        for table, missing in lacking:
            if not missing:
                return table
        fewest = min((missing for _, missing in lacking), key=len)
        raise InputRefusedError(_not_found(self.name, sheet, fewest))


def bundled() -> Sequence[str]:
    """Returns the names of the mappings that come with the service, sorted."""
    folder = resources.files("ingest").joinpath("mappings")
    names = (item.name for item in folder.iterdir())
    return sorted(name[:-5] for name in names if name.endswith(".toml"))


def _text(name: str, folder: Path) -> str:
    if name in bundled():
        return resources.files("ingest").joinpath("mappings", f"{name}.toml").read_text(encoding="utf-8")
    try:
        return (folder / name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        known = ", ".join(bundled())
        message = f"mapping {name!r} is no readable TOML file and no bundled mapping; bundled: {known}"
        raise InputRefusedError(message) from error


def _missing(table: TableRule, sheet: Sheet) -> Iterator[str]:
    places = places_of(sheet)
    yield from (head for head in table.need if header_key(head) not in places)
    for record in table.records:
        optional = defaults_of(RECORDS[record.type])
        for field in record.fields:
            is_needed = field.name not in optional and field.name != "currency"
            if is_needed and not any(is_available(source, places) for source in field.sources):
                yield field.sources[0].columns[0]


def _not_found(name: str, sheet: Sheet, missing: Sequence[str]) -> str:
    heads = ", ".join(repr(head) for head in dict.fromkeys(missing))
    found = ", ".join(repr(head) for head in sheet.columns[:_SHOWN])
    more = len(sheet.columns) - _SHOWN
    rest = f" and {more} more" if more > 0 else ""
    return (
        f"{sheet.file}, line 1: column {heads} not found; found {found}{rest}. "
        f"Export the column, or add its header to mapping {name}."
    )


def _refuse_twice(name: str, rule: TableRule, sheet: Sheet) -> None:
    keys = [header_key(head) for head in sheet.columns]
    for head, line in columns_in(rule):
        if keys.count(header_key(head)) > 1:
            message = (
                f"{sheet.file}, line 1: column {head!r} stands twice (mapping {name}, line {line}). "
                "Rename or remove one of them."
            )
            raise InputRefusedError(message)


def _refuse_denied(name: str, rule: TableRule, settings: Settings) -> None:
    denied = {header_key(head) for head in settings.denied}
    for head, line in columns_in(rule):
        if header_key(head) in denied:
            message = (
                f"mapping {name}, line {line}: column {head!r} is denied by this workspace. "
                "Remove it from the mapping."
            )
            raise InputRefusedError(message)
