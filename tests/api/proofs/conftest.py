"""One sweep of the town for several proofs: every GET as every role, and what was logged meanwhile."""

import logging
from collections.abc import Iterator

import pytest

from graphsvc.kinds.introduction import INTRODUCTION
from graphsvc.store.audit import Access
from graphsvc.store.port import Batch, FactClaim, NodeClaim, RunSpec
from tests.api.canaries import NOTE, PRIVATE, TEXT, served, town_folder
from tests.api.service import Service
from tests.api.sweep import Asks, Seen, swept
from tests.graphsvc.graph import TODAY

ROLES = ("account_lead", "hr", "alumni_programme", "admin", "oversight", "own")
PEOPLE = ("ana", "ben", "eli", "nell", "saul", "rex", "olaf")
ORGANISATIONS = ("north", "south", "prospect")


def tokens_of(here: Service) -> dict[str, str]:
    """Returns a token of each role; ana is the person behind those that stand for somebody."""
    stands_for = {"account_lead": "ana", "own": "ana"}
    return {
        role: here.token(
            role, accounts="assigned" if role == "account_lead" else "", person=stands_for.get(role, "")
        )
        for role in ROLES
    }


def asks_of(here: Service, *, case: str = "") -> Asks:
    """Returns what addresses are filled in with: keys, ids of another system, a case of somebody else."""
    words = ["Qzname", "qzmailsaul@firm.example"]
    return Asks(
        people=[*(here.key[name] for name in PEOPLE), *words],
        organisations=[*(here.key[name] for name in ORGANISATIONS), "Qzname"],
        parts={
            "source": ["crm"],
            "id": ["id-south", "id-saul", *([case] if case else [])],
            "case": [case or "nothing"],
            "departure": ["nothing"],
            "slug": ["forbidden"],
            "name": ["style.css"],
            "user": ["ana@firm.example"],
        },
    )


@pytest.fixture(scope="session")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service of the town, with a case, a note, a private address and a purpose in words."""
    folder = tmp_path_factory.mktemp("canaries")
    for service in served(town_folder(folder / "town"), folder / "copy"):
        _note(service)
        service.house.beside.notices.put(service.key["olaf"], PRIVATE, added_on=TODAY)
        access = Access(who="local", role="local", action="question.coverage.read", purpose=TEXT)
        service.house.audit.append(access)
        yield service


def _note(service: Service) -> None:
    """Records that eli asked fay to be introduced to saul, with words only the two may read."""
    key, known = INTRODUCTION.key("app", "one"), service.key
    node = NodeClaim(
        kind="Introduction", key=key, properties={"asked_on": "2024-10-01", "note": f"{NOTE} words"}
    )
    facts = [
        FactClaim(type="ABOUT", src=key, dst=known[who], qual=part)
        for part, who in (("asker", "eli"), ("introducer", "fay"), ("target", "saul"))
    ]
    run = RunSpec(run_id="note", source="more", mode="delta", effective=TODAY)
    with service.house.writing() as store, store.writer(run) as writer:
        writer.write(0, Batch(nodes=[node], facts=facts))
        writer.finish()


@pytest.fixture(scope="session")
def case(here: Service) -> str:
    """The id of a case of somebody in HR whom no other token is."""
    return here.case(here.token("hr"), "maud", "ben")


@pytest.fixture(scope="session")
def log() -> list[str]:
    """Everything that was logged during the sweep."""
    return []


@pytest.fixture(scope="session")
def answers(here: Service, case: str, log: list[str]) -> list[Seen]:
    """Every answer to every role."""
    handler = logging.Handler()
    handler.emit = lambda record: log.append(f"{record.getMessage()} {record.__dict__}")  # type: ignore[method-assign]
    root = logging.getLogger("graphsvc")
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    found = list(swept(here, tokens_of(here), asks_of(here, case=case)))
    root.removeHandler(handler)
    root.setLevel(level)
    return found
