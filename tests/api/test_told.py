"""What a service keeps of its answers, and that the next request sees every change."""

import gzip
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from api.house import House
from graphsvc.store.preferences import Preferences
from graphsvc.store.register import Register
from tests.api.service import Service
from tests.graphsvc.hand import DAY, MINUTE

PATH = "/v1/questions/portfolio"
ANA, BEN = "ana@firm.example", "ben@firm.example"


@pytest.fixture
def other(service: Service) -> Register:
    """The register as another process would open it."""
    return Register(service.workspace.audit_path, clock=service.clock)


def test_an_answer_that_is_asked_for_again_is_made_once(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = service.token("hr")
    first = service.get(PATH, token)
    with monkeypatch.context() as patched:
        patched.delattr("api.routes.questions.answered")  # who made it anew would fail

        again = service.get(PATH, token)

    assert again.data == first.data
    assert dict(again.headers) | {"X-Request-Id": ""} == dict(first.headers) | {"X-Request-Id": ""}


def test_each_time_it_is_sent_is_written_down(service: Service) -> None:
    token = service.token("hr")
    sent = [service.get(f"{PATH}?limit=2", token) for _ in range(3)]

    rows = service.audited("question.portfolio.read")

    assert [row.request_id for row in rows] == [answer.headers["X-Request-Id"] for answer in sent]
    assert {(row.count, row.filters, row.role) for row in rows} == {(2, '{"limit":"2"}', "hr")}


def test_whom_it_names_is_read_each_time_it_is_sent(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    token, noted = service.token("hr"), []
    monkeypatch.setattr(House, "note_reads", lambda _house, who, people: noted.append((who, people)))

    for _ in range(2):
        service.get(f"/v1/questions/coverage?client={service.key['acme']}", token)

    assert noted[0] == noted[1]
    assert service.key["ana"] in noted[0][1]


def test_the_compressed_and_the_plain_form_are_both_kept(service: Service) -> None:
    token = service.token("hr")
    service.get(PATH, token)
    service.get(PATH, token, Accept_Encoding="gzip")

    plain = service.get(PATH, token)
    packed = service.get(PATH, token, Accept_Encoding="gzip")

    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["Vary"] == plain.headers["Vary"]
    assert "Content-Encoding" not in plain.headers


def test_two_who_see_different_things_are_told_different_things(service: Service) -> None:
    ana, eli = service.lead("ana"), service.lead("eli")
    first = [service.clients(token) for token in (ana, eli)]

    found = [service.clients(token) for token in (ana, eli)]

    assert found == first
    assert found[0] != found[1]


def test_what_is_nobodys_to_share_is_never_kept(service: Service) -> None:
    token, path = service.token("hr"), "/v1/questions/bridge-people?purpose=account-review"

    service.get(path, token)

    assert len(service.house.told) == 0


def test_a_revoked_token_is_refused_at_once(service: Service, other: Register) -> None:
    token = service.token("hr")
    before = service.get(PATH, token).status_code

    other.revoke("t0")

    assert (before, service.get(PATH, token).status_code) == (200, 401)


def test_a_token_ends_on_time_though_nothing_changes(service: Service) -> None:
    token = service.token("hr")
    before = service.get(PATH, token).status_code

    service.clock.at += DAY

    assert (before, service.get(PATH, token).status_code) == (200, 401)


def signed_in(service: Service) -> FlaskClient:
    return service.browser(ANA, "account_lead", accounts="assigned")


ENDS: dict[str, Callable[[Register], object]] = {
    "the grant ends": lambda other: other.end_grant(ANA, "account_lead"),
    "the user is deactivated": lambda other: other.deactivate(ANA),
    "another rule": lambda other: other.grant(ANA, "account_lead", accounts="all", granted_by="x"),
    "another role": lambda other: other.grant(ANA, "hr", granted_by="x"),
}


@pytest.mark.parametrize("change", ENDS.values(), ids=list(ENDS))
def test_a_change_of_grants_is_seen_by_the_next_request(
    service: Service, other: Register, change: Callable[[Register], object]
) -> None:
    client = signed_in(service)
    before = [client.get(PATH) for _ in range(2)][-1]

    change(other)
    after = client.get(PATH)

    assert before.status_code == 200
    assert after.data != before.data
    assert after.headers.get("ETag") != before.headers["ETag"]


def test_a_grant_ends_on_time_though_nothing_changes(service: Service, other: Register) -> None:
    client = signed_in(service)
    until = service.clock.at + 5 * MINUTE
    other.grant(ANA, "account_lead", accounts="all", granted_by="x", until=until)
    before = client.get(PATH).status_code

    service.clock.at = until

    assert (before, client.get(PATH).status_code) == (200, 403)


def test_a_session_that_ends_elsewhere_is_over_at_once(service: Service) -> None:
    client = signed_in(service)
    before = client.get(PATH).status_code
    cookie = client.get_cookie("graphsvc_session")

    service.house.register.sign_out(cookie.value if cookie else "")

    assert (before, client.get(PATH).status_code) == (200, 401)


def test_a_session_in_use_stays_and_an_idle_one_ends(service: Service) -> None:
    client = signed_in(service)
    statuses = []
    for minutes in (1, 300, 300, 481):
        service.clock.at += minutes * MINUTE
        statuses.append(client.get(PATH).status_code)

    assert statuses == [200, 200, 200, 401]


def test_being_seen_again_does_not_make_everybody_strangers(service: Service) -> None:
    client = signed_in(service)
    before = service.house.beside.revision.now()

    service.clock.at += 2 * MINUTE
    client.get(PATH)

    assert service.house.beside.revision.now() == before


def test_a_client_that_is_lent_is_seen_at_once_and_gone_at_once(service: Service) -> None:
    signed_in(service)
    client = service.browser(BEN, "account_lead", accounts="assigned")
    loans, key = service.house.beside.delegations, service.key["acme"]
    seen = []

    for change in (
        lambda: None,
        lambda: loans.lend(key, by=ANA, to=BEN, until="2024-12-31"),
        lambda: loans.take_back(key, by=ANA, to=BEN),
    ):
        change()
        seen.append([row["client"] for row in client.get(PATH).get_json()["data"]])

    assert seen == [[], [key], []]


def test_a_loan_ends_with_the_grant_it_rests_on_though_nothing_changes(service: Service) -> None:
    signed_in(service)
    until = service.clock.at + 5 * MINUTE
    service.house.register.grant(ANA, "account_lead", accounts="assigned", granted_by="x", until=until)
    service.house.beside.delegations.lend(service.key["acme"], by=ANA, to=BEN, until="2024-12-31")
    client = service.browser(BEN, "account_lead", accounts="assigned")
    before = client.get(PATH).get_json()["data"]

    service.clock.at = until

    assert [row["client"] for row in before] == [service.key["acme"]]
    assert client.get(PATH).get_json()["data"] == []


def test_a_token_ends_with_the_grant_of_its_maker_though_nothing_changes(service: Service) -> None:
    until = service.clock.at + 5 * MINUTE
    register = service.house.register
    register.add_user(BEN)
    for role in ("admin", "hr"):
        register.grant(BEN, role, granted_by="x", until=until)
    token = register.new_token("made", role="hr", accounts="", person="", days=1, made_by=BEN)
    before = service.get(PATH, token).status_code

    service.clock.at = until

    assert (before, service.get(PATH, token).status_code) == (200, 401)


def test_a_wish_not_to_be_asked_is_another_scope(service: Service) -> None:
    token = service.token("hr")
    before = service.get(PATH, token).headers["ETag"]

    service.house.beside.preferences.choose(service.key["ana"], Preferences(introduces=False))

    assert service.get(PATH, token).headers["ETag"] != before


def test_a_consent_is_seen_by_the_next_request(service: Service) -> None:
    token, path = service.token("hr"), "/v1/questions/portfolio"
    before = service.get(path, token).headers["ETag"]

    service.do("record-consent", token, person=service.key["ana"], consent="vouch", evidence="letter")

    assert service.get(path, token).headers["ETag"] != before


def test_an_erasure_and_a_publication_are_seen_by_the_next_request(service: Service) -> None:
    token = service.token("hr")
    before = service.get(PATH, token)
    assert "eli" in before.get_data(as_text=True)

    with service.house.writing() as store:
        store.erase(service.key["eli"], actor="test", reason="asked for it")
    erased = service.get(PATH, token)
    service.publish()
    published = service.get(PATH, token)

    assert "eli" not in erased.get_data(as_text=True).replace(service.key["eli"], "")
    assert erased.headers["ETag"] != before.headers["ETag"]
    assert published.get_json()["snapshot"]["seq"] > before.get_json()["snapshot"]["seq"]


def test_a_closed_house_keeps_nothing(service: Service) -> None:
    service.get(PATH, service.token("hr"))

    service.house.close()

    assert len(service.house.told) == 0
    assert len(service.house.memo) == 0
