"""Who asks: the scope of the command line, and consents as they are today."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.access import LOCAL, consent_day, live_consents, local_scope, scope_of
from api.endpoint import Principal
from graphsvc.key import id_of
from graphsvc.kinds.consent import CONSENT
from graphsvc.kinds.person import PERSON
from graphsvc.snapshot import Snapshot
from graphsvc.store.open import open_store
from graphsvc.store.port import APP, Batch, FactClaim, NodeClaim, RunSpec
from tests.api.service import Service
from tests.ingest.office import MONDAY, TUESDAY, Office

HEAD = "name,personal_email,joined_on,left_on,consents,consent_date"
PIA = "Pia Quist,pia.quist@post.example,2010-01-01,2020-01-01,{},2026-01-05"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(root=tmp_path, feeds=("alumni",))


def live(office: Office, day: str) -> dict[str, int]:
    with office.view() as view:
        return {name: len(people) for name, people in live_consents(view, date.fromisoformat(day)).items()}


def test_a_consent_given_in_the_files_is_live_until_it_expires(office: Office) -> None:
    office.load("alumni", HEAD, PIA.format("stay_in_touch;vouch"))

    both = {"stay_in_touch": 1, "vouch": 1}
    assert live(office, "2026-01-04") == {}
    assert live(office, "2026-06-01") == both
    assert live(office, "2028-01-04") == both
    assert live(office, "2028-01-05") == {}  # 730 days after 2026-01-05


def test_a_consent_the_file_no_longer_states_is_gone(office: Office) -> None:
    office.load("alumni", HEAD, PIA.format("stay_in_touch;vouch"))

    office.load("alumni", HEAD, PIA.format("vouch"), now=TUESDAY, allow_close=1.0)

    assert live(office, "2026-06-02") == {"vouch": 1}


def test_a_consent_without_a_day_counts_from_the_load_that_first_stated_it(office: Office) -> None:
    row = PIA.format("vouch").removesuffix("2026-01-05")
    office.load("alumni", HEAD, row)

    office.load("alumni", HEAD, row.replace("Pia Quist", "Pia Quist-Berg"), now=TUESDAY, allow_close=1.0)

    assert live(office, str(MONDAY.date().replace(year=2028))) == {}
    assert live(office, "2026-06-01") == {"vouch": 1}


def record(office: Office, *consents: tuple[str, str | None, str | None], by: str = "person") -> int:
    """Records consents (given, expires, withdrawn) of one person as the service does."""
    workspace = office.settle()
    person = PERSON.key("somebody")
    nodes = [NodeClaim(kind="Person", key=person, properties={"name": "Somebody"})]
    facts = []
    for at, (given_on, expires_on, withdrawn_on) in enumerate(consents):
        key = CONSENT.key("app", at)
        said = {"purpose": "vouch", "given_on": given_on, "basis": "consent", "given_by": by}
        said |= {"expires_on": expires_on} if expires_on else {}
        said |= {"withdrawn_on": withdrawn_on} if withdrawn_on else {}
        nodes.append(NodeClaim(kind="Consent", key=key, properties=said))
        facts.append(FactClaim(type="ABOUT", src=key, dst=person))
    store = open_store(workspace.store_url, sources=workspace.sources, secret=workspace.secret())
    store.migrate()
    with store.writer(RunSpec(run_id="c", source=APP, mode="delta", effective=0)) as writer:
        writer.write(0, Batch(nodes=nodes, facts=facts))
        writer.finish()
    store.close()
    return id_of(person)


@pytest.mark.parametrize(
    "consents, is_live",
    [
        ([("2026-01-01", None, None)], True),
        ([("2026-07-01", None, None)], False),
        ([("2026-01-01", "2026-06-01", None)], False),
        ([("2026-01-01", "2026-06-02", None)], True),
        ([("2026-01-01", None, "2026-06-01")], False),
        ([("2026-01-01", None, "2026-06-02")], True),
        ([("2026-01-01", None, "2026-03-01"), ("2026-04-01", None, None)], True),
        ([("2026-01-01", None, "2026-04-01"), ("2026-04-01", None, None)], False),
        ([("2026-01-01", None, "2026-05-01"), ("2026-04-01", None, None)], False),
    ],
)
def test_a_withdrawal_beats_a_consent_that_is_not_newer(
    office: Office, consents: list[tuple[str, str | None, str | None]], is_live: bool
) -> None:
    person = record(office, *consents)

    with office.view() as view:
        found = live_consents(view, date(2026, 6, 1))

    assert found == ({"vouch": frozenset({person})} if is_live else {})


@settings(max_examples=5)
@given(st.sampled_from([None, "account-review", "Because of a merger"]), st.sampled_from([None, "preset"]))
def test_a_purpose_given_is_logged_in_words_else_the_implied_one(
    given: str | None, preset: str | None
) -> None:
    with TemporaryDirectory() as folder:
        office = Office(root=Path(folder), feeds=("alumni",))
        office.load("alumni", HEAD, PIA.format(""))
        workspace = office.settle()

        with office.view() as view:
            scope = local_scope(workspace, view, purpose=given, preset=preset)

    said = {None: preset, "account-review": "Account review"}.get(given, given)
    assert (scope.principal, scope.purpose, scope.clients) == (LOCAL, said, None)


def test_consent_is_read_at_the_pinned_day(office: Office) -> None:
    office.extra = "as_of = 2026-02-01\n"

    assert consent_day(office.settle()) == date(2026, 2, 1)


def test_an_address_in_the_notice_box_is_known_to_the_command_line_and_the_programme(office: Office) -> None:
    office.load("alumni", HEAD, PIA.format(""))
    workspace = office.settle()
    asks = {role: Principal(name=role, roles=frozenset({role})) for role in ("alumni_programme", "hr")}

    with office.view() as view:
        local = local_scope(workspace, view, purpose=None, preset=None)
        snapshot = Snapshot.open(workspace.snapshots)
        scopes = {
            role: scope_of(who, workspace, view=view, snapshot=snapshot, purpose=None)
            for role, who in asks.items()
        }

    assert len(local.noticed) == 1
    assert scopes["alumni_programme"].noticed == local.noticed
    assert scopes["hr"].noticed == frozenset()


def test_a_scope_knows_which_person_asks(service: Service) -> None:
    who = Principal(name="ana", roles=frozenset({"own"}), person=service.key["ana"])

    with service.house.view() as view:
        scope = scope_of(who, service.workspace, view=view, snapshot=service.house.snapshot(), purpose=None)

    assert scope.person == service.key["ana"]
