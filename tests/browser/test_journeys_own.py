"""What an employee who leaves tries first, by keyboard alone; who takes the door of an employee is Ragna."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.site import Site, Visitor

Look = Callable[..., Visitor]
SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])


@SCRIPT
def test_consents_are_chosen_one_by_one(look_own: Look, *, script: bool) -> None:
    visitor = look_own("own", java_script_enabled=script)
    visitor.visit("/")

    visitor.follow("consents to choose")
    visitor.follow("Agree: The firm may suggest me as a mentor")
    assert visitor.page.get_by_label("Take back: The firm may suggest me as a mentor").count() == 1
    assert (
        visitor.page.get_by_label("Agree: The firm may invite me to events").count() == 1
    )  # the others stay off
    visitor.follow("Take back: The firm may suggest me as a mentor")

    assert visitor.page.get_by_label("Agree: The firm may suggest me as a mentor").count() == 1
    assert "No since 30 June 2026" in visitor.words()
    assert visitor.complaints == []


def test_a_leaver_reads_whom_to_keep_to_meet_and_who_vouches(look: Look) -> None:
    visitor = look("own")
    visitor.visit("/")

    visitor.follow("Keep, meet, vouch")

    words = visitor.words()
    assert "Tunde Greyharbour" in words  # the planted trouble of the demo: vouches
    assert "Vesna Arkwold" in words  # can be met over Hugo Marlwind


@SCRIPT
def test_what_is_stored_is_read_explained_and_taken_along(look: Look, *, script: bool) -> None:
    visitor = look("own", java_script_enabled=script)
    visitor.visit("/")

    visitor.follow("My data")
    words = visitor.words()
    assert "days of mail, last" in words
    assert "your leaving would cost these clients most" in words
    visitor.tab_to("Download everything")
    with visitor.page.expect_download() as started:
        visitor.press("Enter")

    found = json.loads(Path(started.value.path()).read_text(encoding="utf-8"))
    assert found["data"]["person"]["name"] == "Ragna Tidemoor"
    assert "Hugo Marlwind" in {tie["person_name"] for tie in found["data"]["ties"]}
    assert visitor.complaints == []


@SCRIPT
def test_a_tie_is_corrected_then_hidden_and_shown_again(look_own: Look, *, script: bool) -> None:
    visitor = look_own("own", java_script_enabled=script)
    visitor.visit("/me")

    visitor.follow("Wrong? Correct the tie with Hugo Marlwind")
    visitor.tab_to("How well")
    visitor.press("w", "a")  # warm
    visitor.follow("Correct a tie")
    assert "corrected by you" in _row(visitor, "Hugo Marlwind")
    visitor.follow("Show again the tie with Hugo Marlwind")
    assert "very strong" in _row(visitor, "Hugo Marlwind")
    visitor.follow("Hide the tie with Hugo Marlwind")

    assert "hidden by you" in _row(visitor, "Hugo Marlwind")
    assert visitor.complaints == []


@SCRIPT
def test_an_objection_counts_at_once_and_erasure_is_asked_for(look_own: Look, *, script: bool) -> None:
    visitor = look_own("own", java_script_enabled=script)
    visitor.visit("/me")

    visitor.follow("Object to everything")
    visitor.follow("Object")
    assert visitor.page.get_by_role("button", name="Take back").count() == 0
    visitor.follow("Ask to be erased")
    visitor.follow("Ask to be erased")

    assert "Your wish is noted." in visitor.words()
    assert visitor.complaints == []


@SCRIPT
def test_an_introduction_is_asked_for_and_accepted(own_site: Site, look_own: Look, *, script: bool) -> None:
    """The door of an account lead is Hugo, who reaches a contact of Ragna's over Ragna."""
    asker = look_own("account_lead", java_script_enabled=script)
    contact = own_site.contact()
    asker.visit(f"/ask/introductions?target={contact}&start={own_site.key('Hugo Marlwind', 'Person')}")
    asker.follow("Ask Ragna Tidemoor")
    asker.tab_to("Your words")
    asker.page.keyboard.type("We both like harbours.")
    asker.follow("Ask for an introduction")
    assert "Milan Quinendra, over Ragna Tidemoor" in asker.words()

    introducer = look_own("own", java_script_enabled=script)
    introducer.visit("/")
    assert "We both like harbours." in introducer.words()
    introducer.follow("Accept: ")

    asker.visit("/")
    assert "Accepted on 30 June 2026" in asker.words()
    assert (asker.complaints, introducer.complaints) == ([], [])


def _row(visitor: Visitor, name: str) -> str:
    """Returns the words of the row of a tie."""
    return visitor.page.locator("#ties tr", has_text=name).inner_text()
