"""Properties of scopes: no shared tag, no row lost to a further role, and answers go with their owner."""

import dataclasses
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from api.endpoint import Endpoint
from graphsvc.questions import QUESTIONS
from tests.api.canaries import served, town, town_folder
from tests.api.service import Service, build, copied

ROLES = ("account_lead", "hr", "alumni_programme", "own", "admin", "oversight")
PURPOSE = "purpose=internal-move"
ANA = "qzmailana@firm.example"
"""The address of ana, who leads north."""
BARE = sorted(
    name
    for name, each in QUESTIONS.items()
    if not each.is_case and name not in {"coverage", "introductions", "leaver-suggestions"}
)
"""Questions that need nothing but a purpose."""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the town, published; not to be changed."""
    return town_folder(tmp_path_factory.mktemp("town") / "town")


@pytest.fixture(scope="module")
def here(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service of a copy of the town."""
    yield from served(template, tmp_path_factory.mktemp("copy") / "town")


def test_two_scopes_never_share_a_tag(here: Service) -> None:
    """Scopes that differ in roles, accounts or person, at every address that has a tag."""
    tokens = {
        **{f"{role}": here.token(role, accounts="all", person="ana") for role in ROLES},
        "lead of north": here.lead("ana"),
        "lead of south": here.lead("eli"),
        "own eli": here.token("own", person="eli"),
    }
    tagged: list[Endpoint] = [
        each
        for each in here.app.extensions["endpoints"]
        if each.cache == "revalidate" and each.needs_graph and "{" not in each.path
    ]

    shared = []
    for each in tagged:
        tags = {
            name: here.get(f"{each.path}?{PURPOSE}", token).headers.get("ETag")
            for name, token in tokens.items()
        }
        told = {name: tag for name, tag in tags.items() if tag}
        shared += [
            (each.path, one, other) for one, other in combinations(told, 2) if told[one] == told[other]
        ]

    assert tagged
    assert shared == []


def _node(row: dict[str, Any]) -> str:
    """Returns the first key in a row: what it is about, whatever its figures are."""
    return next(str(value) for value in row.values() if str(value)[1:2] == "-" and len(str(value)) > 9)


def _rows(browser: FlaskClient, name: str) -> set[str]:
    found: dict[str, Any] = browser.get(f"/v1/questions/{name}?{PURPOSE}&limit=200").get_json()
    return {_node(row) for row in found.get("data", ())}


def _without_grants(here: Service) -> None:
    """Takes every role from ana: what another test granted must not count."""
    for role in ROLES:
        here.house.register.end_grant(ANA, role)


@pytest.mark.parametrize("held", ["account_lead", "hr", "alumni_programme", "own"])
def test_a_further_role_never_removes_a_row(here: Service, held: str) -> None:
    _without_grants(here)
    alone = here.browser(ANA, held, accounts="assigned")
    before = {name: _rows(alone, name) for name in BARE if held in QUESTIONS[name].roles}

    lost = []
    for more in ROLES:
        both = here.browser(ANA, held, more, accounts="assigned")
        lost += [(more, name) for name, rows in before.items() if not rows <= _rows(both, name)]
        here.house.register.end_grant(ANA, more if more != held else "")

    assert any(before.values())
    assert lost == []


def test_an_account_lead_needs_no_purpose_whatever_else_they_are(here: Service) -> None:
    _without_grants(here)
    path = "/v1/questions/single-points-of-failure"

    statuses = {
        more: here.browser(ANA, "account_lead", more, accounts="assigned").get(path).status_code
        for more in ("own", "admin", "oversight")
    }

    assert statuses == dict.fromkeys(statuses, 200)


def _swapped() -> Any:
    """Returns the town with north and south led by each other's lead."""
    found = town()
    other = {found.key["ana"]: found.key["eli"], found.key["eli"]: found.key["ana"]}
    found.graph.facts = [
        dataclasses.replace(fact, src=other.get(fact.src, fact.src))
        if fact.type == "ASSIGNED_TO" and fact.qual == "lead"
        else fact
        for fact in found.graph.facts
    ]
    return found


def test_answers_go_with_the_owner_of_an_account(here: Service, tmp_path: Path) -> None:
    mine = {who: here.clients(here.lead(who)) for who in ("ana", "eli")}

    theirs: dict[str, list[str]] = {}
    folder = build(tmp_path / "swapped", written=_swapped())
    for swapped in copied(folder, tmp_path / "copy", key=town().key):
        theirs = {who: swapped.clients(swapped.lead(who)) for who in ("ana", "eli")}

    assert mine["ana"]
    assert (theirs["ana"], theirs["eli"]) == (mine["eli"], mine["ana"])
