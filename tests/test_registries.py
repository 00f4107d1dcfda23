"""Registries are explicit: what lies in a plural folder is listed in it, and says what it is."""

import pkgutil
from importlib import import_module
from typing import Any

import pytest

from graphsvc.actions import ACTIONS
from graphsvc.kinds import EDGE_KINDS, NODE_KINDS, label_of
from graphsvc.questions import QUESTIONS
from graphsvc.shape import Words, words_of
from ingest.readers import READERS
from ingest.record import columns_of
from ingest.records import RECORDS
from ingest.statements import STATEMENTS

UNSTATED = {"interaction", "tie_day", "exclusion"}
"""Records that become evidence, or keep things out of it."""


def modules(package: str) -> set[str]:
    path = import_module(package).__path__
    return {found.name for found in pkgutil.iter_modules(path)}


def words() -> list[tuple[str, str, Words]]:
    records: list[Any] = [kind.record for kind in NODE_KINDS.values()]
    records += [kind.record for kind in EDGE_KINDS.values()]
    records += RECORDS.values()
    records += [part for each in QUESTIONS.values() for part in (each.params, each.row, each.summary)]
    records += [action.params for action in ACTIONS.values()]
    return [(record.__name__, name, said) for record in records for name, said in words_of(record).items()]


def test_every_kind_in_its_folder_is_registered() -> None:
    named = {kind.label.lower() for kind in NODE_KINDS.values()} | {name.lower() for name in EDGE_KINDS}

    assert {name.rstrip("_") for name in modules("graphsvc.kinds")} == named


def test_every_question_in_its_folder_is_registered_under_its_name() -> None:
    assert {name.replace("_", "-") for name in modules("graphsvc.questions")} == set(QUESTIONS)
    assert [question.name for question in QUESTIONS.values()] == list(QUESTIONS)


def test_every_action_in_its_folder_is_registered_under_its_name() -> None:
    assert {name.replace("_", "-") for name in modules("graphsvc.actions")} == set(ACTIONS)
    assert [action.name for action in ACTIONS.values()] == list(ACTIONS)


def test_every_action_says_what_it_does_and_who_may() -> None:
    bare = [
        name for name, each in ACTIONS.items() if not (each.title and each.help.endswith(".") and each.roles)
    ]

    assert bare == []


def test_every_record_in_its_folder_is_registered() -> None:
    assert modules("ingest.records") == set(RECORDS)
    assert {name: record.TYPE for name, record in RECORDS.items()} == {name: name for name in RECORDS}


def test_every_statement_in_its_folder_is_registered_and_every_record_is_stated() -> None:
    assert modules("ingest.statements") == set(STATEMENTS)
    assert set(STATEMENTS) == set(RECORDS) - UNSTATED


def test_every_reader_in_its_folder_is_registered() -> None:
    found = {type(reader).__module__.rpartition(".")[2] for reader in READERS}

    assert found == modules("ingest.readers")
    assert len({reader.name for reader in READERS}) == len(READERS)


def test_a_key_tells_its_kind() -> None:
    assert {label_of(kind.key("x")) for kind in NODE_KINDS.values()} == set(NODE_KINDS)


def test_the_ends_of_every_edge_are_registered_nodes() -> None:
    ends = {label for kind in EDGE_KINDS.values() for pair in kind.ends for label in pair}

    assert ends <= set(NODE_KINDS)


@pytest.mark.parametrize("name", [*NODE_KINDS, *EDGE_KINDS])
def test_columns_and_tracked_values_are_fields_of_the_kind(name: str) -> None:
    kind: Any = NODE_KINDS.get(name) or EDGE_KINDS[name]
    fields = set(words_of(kind.record))

    assert {column.name for column in kind.columns} <= fields
    assert set(getattr(kind, "tracked", ())) <= fields


def test_every_field_carries_a_label_and_a_sentence_of_help() -> None:
    bare = [
        (record, name)
        for record, name, said in words()
        if not said.label or not said.help.endswith((".", "?", ")"))
    ]

    assert bare == []


def test_what_a_record_refers_to_is_a_record_or_a_unit() -> None:
    named = {
        kind for record in RECORDS.values() for cell in columns_of(record).values() for kind in cell.refers_to
    }

    assert named <= {*RECORDS, "unit"}
