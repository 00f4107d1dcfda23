"""A mapping bound to one file: compiled once, then one call for each row."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from operator import itemgetter
from typing import Any

from ingest.mapping.checks import columns_in, fees_allowed
from ingest.mapping.compile import CompiledRecord, compiled, undated_places
from ingest.mapping.dates import order_of
from ingest.mapping.document import TableRule
from ingest.mapping.fill import Cells, test_for
from ingest.mapping.outcome import Mapped, SetAside, Settings
from ingest.normalise.denied import is_denied
from ingest.normalise.header import header_key
from ingest.reader import Rejected, Row, Sheet
from ingest.record import inside_name

_FORMAT = "1"
_SEPARATOR = "\x1f"


@dataclass(frozen=True, slots=True, kw_only=True)
class Headers:
    """What became of the headers of a file.

    Attributes:
        denied: dropped on sight, as the file writes them.
        absent: named by the mapping, not in the file.
        unused: neither denied nor named by the mapping.
    """

    denied: tuple[str, ...]
    absent: tuple[str, ...]
    unused: tuple[str, ...]


class Table:
    """Rows of one file into records.

    Attributes:
        headers: what became of the headers of the file.
        unknown_words: how often a field held a word that no vocabulary has; raw reasons for leaving are
            counted, never kept.
    """

    def __init__(self, rule: TableRule, sheet: Sheet, *, settings: Settings, digest: bytes) -> None:
        places = places_of(sheet)
        self.headers = _headers(rule, sheet, settings)
        self.unknown_words: Counter[tuple[str, str]] = Counter()
        order = order_of(sheet, undated_places(rule, places))
        named = dict.fromkeys(header_key(head) for head, _ in columns_in(rule))
        present = [name for name in named if name in places]
        self._pick = _picker([places[name] for name in present])
        self._version = _version(digest, settings, [*present, order, str(rule.line)])
        self._failed = test_for(rule.where, places)
        self._settings = settings
        self._records = [
            compiled(
                record,
                places=places,
                settings=settings,
                order=order,
                note_unknown=self._note,
            )
            for record in rule.records
        ]

    def row_hash(self, row: Row) -> int:
        """Returns a 64-bit signed hash of the row's mapped cells and the mapping; nothing is validated."""
        text = _SEPARATOR.join(self._pick(row.cells))
        digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8, person=self._version)
        return int.from_bytes(digest.digest(), "little", signed=True)

    def apply(self, row: Row) -> list[Mapped | Rejected | SetAside]:
        """Returns what becomes of a row: one outcome for each record it gives, or one that says why none."""
        failed = self._failed(row.cells)
        if failed:
            return [SetAside(line=row.line, reason=f"filtered out by {failed}")]
        row_hash = self.row_hash(row)
        found: list[Mapped | Rejected | SetAside] = [
            self._one(record, row, row_hash) for record in self._records if not record.failed(row.cells)
        ]
        return found or [SetAside(line=row.line, reason="no record of the row applies")]

    def _one(self, compiled_record: CompiledRecord, row: Row, row_hash: int) -> Mapped | Rejected:
        values: dict[str, Any] = {}
        for name, fill in compiled_record.fills:
            try:
                value = fill(row.cells)
            except ValueError as error:
                return _rejected(compiled_record, row, name, str(error))
            if value is not None:
                values[name] = value
        compiled_record.complete(values, self._settings)
        lacking = compiled_record.lacking(values)
        if lacking:
            return _rejected(compiled_record, row, *lacking)
        return _mapped(compiled_record, row, row_hash, values)

    def _note(self, field: str, text: str) -> None:
        word = "(text not kept)" if field == "leave_reason" else text
        self.unknown_words[field, word] += 1


def places_of(sheet: Sheet) -> dict[str, int]:
    """Returns the place of every column by the form in which headers match; the first of equals."""
    places: dict[str, int] = {}
    for place, head in enumerate(sheet.columns):
        places.setdefault(header_key(head), place)
    return places


def _headers(rule: TableRule, sheet: Sheet, settings: Settings) -> Headers:
    named = {header_key(head): head for head, _ in columns_in(rule)}
    allowed = fees_allowed(rule)
    own = {header_key(head) for head in settings.denied}
    keys = {head: header_key(head) for head in sheet.columns}
    denied = [head for head, key in keys.items() if key in own or is_denied(head, fees_allowed=allowed)]
    present = set(keys.values())
    return Headers(
        denied=tuple(denied),
        absent=tuple(head for key, head in named.items() if key not in present),
        unused=tuple(head for head, key in keys.items() if key not in named and head not in denied),
    )


def _picker(places: Sequence[int]) -> Callable[[Cells], Sequence[str]]:
    if not places:
        return lambda _cells: ()
    if len(places) == 1:
        return lambda cells: (cells[places[0]],)
    return itemgetter(*places)


def _version(digest: bytes, settings: Settings, parts: Sequence[str]) -> bytes:
    texts = [_FORMAT, str(settings.zone), settings.currency, *parts]
    return blake2b(digest + _SEPARATOR.join(texts).encode(), digest_size=16).digest()


def _rejected(record: CompiledRecord, row: Row, field: str, reason: str) -> Rejected:
    return Rejected(
        line=row.line,
        field=field,
        reason=reason,
        key=record.key_of(row.cells),
        record=record.record_type,
    )


def _mapped(
    compiled_record: CompiledRecord, row: Row, row_hash: int, values: dict[str, Any]
) -> Mapped | Rejected:
    remarks = compiled_record.mend(values)
    if "from" in values:  # a word of the language
        values[inside_name("from")] = values.pop("from")
    record = compiled_record.build(**values)
    fault = record.fault()
    if fault:
        return _rejected(compiled_record, row, *fault)
    return Mapped(
        record=record,
        identity=compiled_record.identity,
        references=compiled_record.references,
        line=row.line,
        row_hash=row_hash,
        remarks=remarks,
    )
