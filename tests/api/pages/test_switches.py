"""Nine switches: what they say, and where their buttons lead."""

from collections.abc import Sequence

import pytest

from api.access import scope_of
from api.endpoint import Call, Principal
from api.pages.switches import SwitchLine, live_words, offered, own_switches, recorded_switches
from graphsvc.kinds.consent import PURPOSE_WORDS
from tests.api.service import Service


def asked(service: Service, person: str | None, of: str = "") -> Sequence[SwitchLine]:
    """Returns the switches of who asks, or of somebody else."""
    who = Principal(name="x", roles=frozenset({"own"}), person=service.key[person] if person else None)
    house = service.house
    with house.view() as view:
        snapshot = house.snapshot()
        call = Call(
            workspace=service.workspace,
            principal=who,
            scope=scope_of(who, service.workspace, view=view, snapshot=snapshot, purpose=None),
            snapshot=snapshot,
            view=view,
            query=None,
            body=None,
            path={},
            house=house,
        )
        return recorded_switches(call, service.key[of]) if of else own_switches(call)


def line(lines: Sequence[SwitchLine], purpose: str) -> SwitchLine:
    return next(each for each in lines if each.purpose == purpose)


def test_all_nine_are_off_until_chosen_each_with_its_own_sentence(service: Service) -> None:
    found = asked(service, "ana")

    assert [each.purpose for each in found] == list(PURPOSE_WORDS)
    assert not any(each.is_on for each in found)
    assert {each.state for each in found} == {"Not asked"}
    assert len({each.sentence for each in found}) == 9


def test_ones_own_button_turns_one_purpose(service: Service) -> None:
    own = service.token("own", person="ana")
    service.do("give-consent", own, consent="vouch")

    vouch, events = (line(asked(service, "ana"), purpose) for purpose in ("vouch", "events"))

    assert (vouch.path, vouch.button) == ("/do/withdraw-consent", "Take back")
    assert (events.path, events.button) == ("/do/give-consent", "Agree")
    assert vouch.state == "Yes since 4 October 2024, until 4 October 2026"


def test_somebody_who_is_nobody_here_has_no_switches(service: Service) -> None:
    assert asked(service, None) == []


def test_for_somebody_else_a_button_opens_the_form_filled_in(service: Service) -> None:
    service.do("give-consent", service.token("own", person="ana"), consent="vouch")

    found = asked(service, "eli", of="ana")

    key = service.key["ana"]
    assert line(found, "vouch").path == f"/do/record-withdrawal?person={key}&consent=vouch"
    assert line(found, "events").path == f"/do/record-consent?person={key}&consent=events"
    assert live_words(found) == ["Others may ask me to vouch for them"]


def test_where_the_person_said_no_there_is_no_button_for_others(service: Service) -> None:
    own = service.token("own", person="ana")
    service.do("withdraw-consent", own, consent="vouch")

    found = line(asked(service, "eli", of="ana"), "vouch")

    assert (found.path, found.state) == ("", "No since 4 October 2024")


@pytest.mark.parametrize("action", ["record-consent", "record-withdrawal"])
def test_the_form_behind_a_button_knows_person_and_purpose(service: Service, action: str) -> None:
    browser = service.browser("hr@firm.example", "hr")

    html = browser.get(f"/do/{action}?person={service.key['ana']}&consent=vouch").get_data(as_text=True)

    assert 'value="ana"' in html
    assert '<option value="vouch" selected>Others may ask me to vouch for them<' in html


def test_what_is_offered_is_all_off() -> None:
    assert not any(each.is_on or each.path for each in offered())


def test_staying_in_touch_may_rest_on_a_notice_instead_of_a_consent(service: Service) -> None:
    hr, key = service.token("hr"), service.key["ana"]
    before = asked(service, "eli", of="ana")
    service.do("record-interest", hr, person=key, date="2024-10-01", evidence="letter of 1 October")

    mine, theirs = (line(asked(service, "ana", of=of), "stay_in_touch") for of in ("", "ana"))

    assert [each.purpose for each in before if each.interest] == ["stay_in_touch"]
    assert line(before, "stay_in_touch").interest == f"/do/record-interest?person={key}"
    assert (mine.button, mine.path) == ("Opt out", "/do/withdraw-consent")
    assert (
        theirs.state
        == "Without a consent, on legitimate interest: told on 1 October 2024, until 1 October 2026"
    )
    assert (theirs.interest, theirs.mark) == ("", "Told")


def test_the_departure_file_and_the_alumnus_page_lead_to_the_notice(service: Service) -> None:
    browser = service.browser("hr@firm.example", "hr")
    sent = browser.post(
        "/do/open-departure",
        data={"person": "ana", "date": "2024-12-31"},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    file = sent.headers["Location"].partition("?")[0]

    html = browser.get(f"{file}/consents").get_data(as_text=True)

    assert html.count(f'href="/do/record-interest?person={service.key["ana"]}"') == 1


def test_each_title_says_who_may_do_what() -> None:
    assert all(
        each.words.split(" may ")[0] in {"The firm", "Others", "Former colleagues"} for each in offered()
    )
