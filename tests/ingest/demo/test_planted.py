"""The planted ties stand in the files with the strength that makes them trouble."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.demo import cast

Rows = Callable[[str], list[dict[str, str]]]
Strength = Callable[[str, str], float]


@pytest.fixture(scope="module")
def seats(rows: Rows) -> Callable[[cast.Stage], list[str]]:
    """Addresses of the contacts at a client, decision maker first."""
    ids = {row["Name"]: row["Id"] for row in rows("salesforce/Account.csv")}
    contacts = rows("salesforce/Contact.csv")
    return lambda stage: [row["Email"] for row in contacts if row["AccountId"] == ids[stage.name]]


@pytest.fixture(scope="module")
def holders(rows: Rows, strength: Strength) -> Callable[[str, float], set[str]]:
    """Addresses of the employees whose tie to a contact has at least this strength."""
    active = [row["workEmail"] for row in rows("bamboohr/employees.csv") if row["status"] == "Active"]
    return lambda contact, least: {email for email in active if strength(email, contact) >= least}


Seats = Callable[[cast.Stage], list[str]]
Holders = Callable[[str, float], set[str]]


@pytest.mark.parametrize(
    "stage,holder", [(cast.SOLE_HELD, cast.SOLE_HOLDER), (cast.JUNIOR_HELD, cast.JUNIOR)]
)
def test_one_person_alone_holds_two_contacts(
    seats: Seats, holders: Holders, stage: cast.Stage, holder: cast.Part
) -> None:
    chief, champion, *others = seats(stage)

    assert holders(chief, 60) == holders(champion, 60) == {holder.email}
    assert all(holders(contact, 5) <= {holder.email} for contact in (chief, champion, *others))


def test_three_people_know_the_same_one_contact(seats: Seats, holders: Holders) -> None:
    chief, *others = seats(cast.ONE_CONTACT)

    assert holders(chief, 60) == {part.email for part in cast.TRIO}
    assert all(not holders(contact, 5) for contact in others)


def test_two_leavers_together_hold_everything(seats: Seats, holders: Holders) -> None:
    pair = {cast.LEAVER.email, cast.SECOND_LEAVER.email}

    held = [holders(contact, 5) for contact in seats(cast.HIDDEN_PAIR)]

    assert held[:3] == [{cast.LEAVER.email}, pair, {cast.SECOND_LEAVER.email}]


def test_the_second_is_warm_and_small_beside_the_star(seats: Seats, strength: Strength) -> None:
    contacts = seats(cast.OVERSHADOWING)
    star, second = (
        sum(strength(part.email, contact) for contact in contacts) for part in (cast.STAR, cast.OVERSHADOWED)
    )

    assert 25 <= second < 60
    assert second / (star + second) < 0.15


def test_one_person_knows_the_decision_maker_and_others_know_the_rest(seats: Seats, holders: Holders) -> None:
    chief, champion, controller, *_ = seats(cast.ONE_KNOWER)

    assert holders(chief, 5) == {cast.ONLY_KNOWER.email}
    assert len(holders(champion, 60)) == len(holders(controller, 60)) == 2


def test_the_paper_team_has_mailboxes_and_no_tie(
    demo_boxes: set[str], seats: Seats, holders: Holders
) -> None:
    assert {part.email.partition("@")[0] for part in cast.PAPER_TEAM} <= demo_boxes
    assert not any(holders(contact, 0.01) for contact in seats(cast.PAPER_ONLY))


def test_the_unlisted_holder_is_strong_and_on_no_account_team(
    seats: Seats, holders: Holders, rows: Rows
) -> None:
    members = {(row["AccountId"], row["User.Email"]) for row in rows("salesforce/AccountTeamMember.csv")}
    account = next(r["Id"] for r in rows("salesforce/Account.csv") if r["Name"] == cast.REAL_ONLY.name)

    assert cast.UNLISTED.email in holders(seats(cast.REAL_ONLY)[0], 60)
    assert (account, cast.UNLISTED.email) not in members


def test_the_unmeasured_team_has_no_mailbox(demo_boxes: set[str]) -> None:
    assert not {part.email.partition("@")[0] for part in cast.UNCONNECTED} & demo_boxes


def test_the_introducer_is_warm_to_the_alumna_and_strong_to_the_leaver(
    rows: Rows, strength: Strength
) -> None:
    vesna = rows("former_colleagues.csv")[0]["email"]

    assert strength(cast.INTRODUCER.email, vesna) >= 25
    assert strength(cast.INTRODUCER.email, cast.LEAVER.email) >= 60
    assert strength(cast.LEAVER.email, vesna) == 0


@pytest.fixture(scope="module")
def demo_boxes(exports: Path) -> set[str]:
    return {path.stem for path in (exports / "mail").iterdir()}
