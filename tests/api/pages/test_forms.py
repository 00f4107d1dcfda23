"""Forms: what a record asks for as inputs, and names that are looked up."""

import re
from datetime import date
from typing import Literal

import pytest

from api.pages.forms import plain_hint, sentence_of, typed
from graphsvc.questions.departure_impact import Params
from tests.api.service import Service

SAME = {"Sec-Fetch-Site": "same-origin"}


def test_a_form_completes_the_clients_in_reach_and_no_others(service: Service) -> None:
    browser = service.browser("lead@firm.example", "account_lead", accounts="all")
    stranger = service.browser("far@firm.example", "account_lead")

    known, unknown = (each.get("/ask/coverage").get_data(as_text=True) for each in (browser, stranger))

    assert re.search('<datalist id="known-client">.*value="acme".*</datalist>', known)
    assert 'id="known-client"' not in unknown


def test_a_name_that_is_nobody_comes_back_beside_its_input(service: Service) -> None:
    browser = service.browser("hr@firm.example", "hr")

    sent = browser.post("/ask/coverage", data={"client": "no such client"}, headers=SAME)

    page = sent.get_data(as_text=True)
    assert sent.status_code == 422
    assert 'aria-invalid="true"' in page
    assert page.count("no such client") >= 2  # above the form, beside the input
    assert 'value="no such client"' in page


def test_a_client_out_of_reach_is_as_if_it_were_not_there(service: Service) -> None:
    browser = service.browser("far@firm.example", "account_lead")

    seen, unseen = (
        browser.post("/ask/coverage", data={"client": name}, headers=SAME).get_data(as_text=True)
        for name in ("acme", "nowhere ltd")
    )

    assert "/ask/coverage?client=" not in seen
    assert seen.replace("acme", "") == unseen.replace("nowhere ltd", "")


def test_several_people_are_typed_in_several_boxes_or_in_one(service: Service) -> None:
    browser, key = service.browser("hr@firm.example", "hr"), service.key
    cases = service.house.beside.cases

    for typed_in in (["ana", "ben", ""], "ana; ben"):
        browser.post("/do/open-case", data={"person": typed_in, "purpose": "internal-move"}, headers=SAME)

    assert [case.people for case in cases.of("hr@firm.example")] == [(key["ana"], key["ben"])] * 2


def test_what_is_typed_loses_its_blanks() -> None:
    assert typed(Params, [("person", " ana ;; "), ("date", " "), ("person", "ben")]) == {
        "person": ["ana", "ben"]
    }


@pytest.mark.parametrize(
    "hint,expected",
    [
        (str, (str, False)),
        (date | None, (date, False)),
        (tuple[str, ...], (str, True)),
        (Literal["a", "b"] | None, (Literal["a", "b"], False)),
    ],
)
def test_the_type_of_one_value(hint: object, expected: tuple[object, bool]) -> None:
    assert plain_hint(hint) == expected


def test_a_message_becomes_a_sentence() -> None:
    assert sentence_of("no client is called 'x'") == "No client is called 'x'."
    assert sentence_of("") == ""
