"""Vocabularies; the words of import-columns.md 6."""

import pytest

from ingest.mapping.convert import DEFAULT_VOCABULARIES
from ingest.mapping.vocabulary import plain, vocabularies, words_for
from ingest.record import columns_of
from ingest.records import RECORDS


@pytest.mark.parametrize(
    "table,word,expected",
    [
        ("role", "Economic Decision Maker", "decision_maker"),
        ("role", "BUDGET_HOLDER", "decision_maker"),
        ("role", "END_USER", "user"),
        ("employee_status", "Terminated for Cause", "left"),
        ("employee_status", "Full-Time", "active"),
        ("response", "tentativelyAccepted", "tentative"),
        ("response", "NEEDS-ACTION", "none"),
        ("attendee_type", "CHAIR", "organizer"),
        ("attendee_type", "NON-PARTICIPANT", "out"),
        ("meeting_outcome", "NO_SHOW", "cancelled"),
        ("mail_direction", "INCOMING_EMAIL", "in"),
        ("deal", "Won", "signed"),
    ],
)
def test_the_words_of_other_systems_have_one_meaning(table: str, word: str, expected: str) -> None:
    assert vocabularies()[table][plain(word)] == expected


def test_own_words_of_a_mapping_stand_beside_the_values_of_the_field() -> None:
    found = words_for({"Done": "held"}, ("held", "planned"))

    assert found == {"done": "held", "held": "held", "planned": "planned"}


def test_every_default_vocabulary_exists_and_belongs_to_a_field() -> None:
    fields = {name for record in RECORDS.values() for name in columns_of(record)}

    assert set(DEFAULT_VOCABULARIES) <= fields
    assert set(DEFAULT_VOCABULARIES.values()) <= set(vocabularies())
