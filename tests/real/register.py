"""The register of lobbyists read with the standard library alone: what the answers are compared with."""

import csv
import gzip
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from ingest.normalise.name import organisation_key

_YEAR = timedelta(days=365)
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """The rows of one firm and all fees of the city."""

    rows: list[Row]
    fees: list[Row]

    def served(self, year: int) -> dict[str, set[str]]:
        """Returns the lobbyists of each client in a year."""
        found: dict[str, set[str]] = defaultdict(set)
        for row in self.rows:
            if row["Year"] == str(year):
                found[organisation_key(row["CLIENT_NAME"])].add(row["LOBBYIST_ID"])
        return found

    def names(self) -> dict[str, str]:
        """Returns the name of each lobbyist of the firm."""
        return {
            row["LOBBYIST_ID"]: f"{row['LOBBYIST_FIRST_NAME']} {row['LOBBYIST_LAST_NAME']}"
            for row in self.rows
        }

    def billed(self, day: date) -> dict[str, Decimal]:
        """Returns what each client paid the firm's people in the year before a day, pro rata by days."""
        total: Counter[str] = Counter()
        for (client, *_), (start, end, amount) in self._payments().items():
            days = (min(end, day) - max(start, day - _YEAR)).days
            if days > 0:
                total[client] += round(amount * 100 * days / (end - start).days)  # hundredths
        return {client: Decimal(hundredths) / 100 for client, hundredths in total.items()}

    def _payments(self) -> dict[tuple[str, ...], tuple[date, date, Decimal]]:
        """Returns the payments by client, lobbyist, quarter and number; each counts once."""
        clients = {organisation_key(row["CLIENT_NAME"]) for row in self.rows}
        people = self.names()
        found: dict[tuple[str, ...], tuple[date, date, Decimal]] = {}
        for row in self.fees:
            client = organisation_key(row["CLIENT_NAME"])
            if client in clients and row["LOBBYIST_ID"] in people:
                key = (client, row["LOBBYIST_ID"], row["PERIOD_START"], row["COMPENSATION_ID"])
                end = _day(row["PERIOD_END"]) + timedelta(days=1)
                found.setdefault(key, (_day(row["PERIOD_START"]), end, Decimal(row["COMPENSATION_AMOUNT"])))
        return found


def read_register(data: Path, *, employer: str) -> Register:
    """Returns the rows of the employers whose name begins so."""
    folder = data / "chicago-lobbyists"
    rows = [
        row
        for row in _rows(folder / "LD_ID_Combinations.csv.gz")
        if row["EMPLOYER_NAME"].upper().startswith(employer)
    ]
    return Register(rows=rows, fees=list(_rows(folder / "LD_Compensation.csv.gz")))


def _rows(path: Path) -> Iterator[Row]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _day(text: str) -> date:
    return datetime.strptime(text, "%m/%d/%Y").date()  # noqa: DTZ007 - a calendar day
