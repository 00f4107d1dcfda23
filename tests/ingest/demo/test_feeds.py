"""The bundled mappings take every row of the demo, but those planted to be left out."""

from collections import Counter

import pytest

from graphsvc.workspace import open_workspace
from ingest.demo import DemoPlan
from ingest.mapping import Mapped
from ingest.reader import Rejected
from ingest.source import Source, open_sources


def _fates(source: Source) -> Counter[str]:
    fates = Counter[str]()
    for part in source.parts():
        for row in part.sheet.open_rows():
            outcomes = [row] if isinstance(row, Rejected) else list(part.table.apply(row))
            fates.update("Mapped" if isinstance(o, Mapped) else type(o).__name__ for o in outcomes)
    return fates


@pytest.fixture(scope="module")
def fates(demo: DemoPlan) -> dict[str, Counter[str]]:
    return {source.feed.name: _fates(source) for source in open_sources(open_workspace(demo.workspace), ())}


def test_no_row_is_rejected(fates: dict[str, Counter[str]]) -> None:
    assert all(fate["Rejected"] == 0 < fate["Mapped"] for fate in fates.values())


def test_only_deleted_and_recurring_rows_are_set_aside(fates: dict[str, Counter[str]]) -> None:
    aside = {feed: fate["SetAside"] for feed, fate in fates.items() if fate["SetAside"]}

    assert aside == {"crm-accounts": 1, "meetings": 1}


def test_protected_columns_of_the_hr_report_are_dropped_and_named(demo: DemoPlan) -> None:
    source = next(s for s in open_sources(open_workspace(demo.workspace), ()) if s.feed.name == "hr")

    denied = {header for part in source.parts() for header in part.table.headers.denied}

    assert {"dateOfBirth", "gender", "ssn", "maritalStatus", "payRate", "homePhone"} <= denied
