"""What a caller means: keys, addresses and names."""

import pytest

from api.lookup import key_for
from graphsvc.errors import NotFoundError
from tests.ingest.office import CONTACTS, Office


@pytest.mark.parametrize(
    "text", ["Kai Lund", "kai lund", " Kai", "kai@northwick.example", "<KAI+x@northwick.example>"]
)
def test_one_person_is_found_by_name_part_or_address(loaded: Office, text: str) -> None:
    with loaded.view() as view:
        assert key_for(view, text, "Person") == loaded.key("@kai@northwick.example")


def test_a_key_is_taken_as_it_is(loaded: Office) -> None:
    key = loaded.key("accounts|account|A1")

    with loaded.view() as view:
        assert key_for(view, key, "Organisation") == key


def test_a_name_that_fits_wholly_beats_those_that_hold_it(loaded: Office) -> None:
    loaded.load("contacts", *CONTACTS, "C3,Kai Lundgren,A1,lundgren@northwick.example,,user")

    with loaded.view() as view:
        assert key_for(view, "Kai Lund", "Person") == loaded.key("@kai@northwick.example")


def test_several_matches_are_listed_up_to_five(loaded: Office) -> None:
    people = [f"X{n},Kai Nr{n},A1,k{n}@northwick.example,,user" for n in range(6)]
    loaded.load("contacts", *CONTACTS, *people)

    with (
        loaded.view() as view,
        pytest.raises(NotFoundError, match=r"7 match 'Kai': .* and 2 more. Give the key."),
    ):
        key_for(view, "Kai", "Person")


@pytest.mark.parametrize(
    "text, label, said",
    [
        ("Zoe", "Person", "no person is called 'Zoe'"),
        ("Zoe Inc", "Organisation", "no client is called 'Zoe Inc'"),
        ("zoe@northwick.example", "Person", "nobody is known at 'zoe@northwick.example'"),
        ("p-0000000000000", "Person", "no person has the key"),
        ("p-odd", "Person", "no person is called 'p-odd'"),
    ],
)
def test_what_nobody_answers_to_is_said(loaded: Office, text: str, label: str, said: str) -> None:
    with loaded.view() as view, pytest.raises(NotFoundError, match=said) as caught:
        key_for(view, text, label)

    assert caught.value.exit_code == 2


def test_two_keys_of_one_person_lead_to_the_one_first_seen(loaded: Office) -> None:
    head = "id,name,account_id,email,employee_id"
    loaded.load("contacts", head, "C9,Ana B.,A1,ana@home.example,E1", allow_close=1.0)

    with loaded.view() as view:
        assert key_for(view, "ana@home.example", "Person") == key_for(
            view, "ana@harbourvale.example", "Person"
        )
