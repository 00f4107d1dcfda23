"""A request that comes twice under its key is answered twice and done once."""

from dataclasses import dataclass
from typing import Any

import pytest
from werkzeug.test import TestResponse

from api.access import scope_of
from api.app import _bind
from api.endpoint import Call, Reply, endpoint
from api.problem import ProblemError
from graphsvc.shape import field
from tests.api.service import Service
from tests.graphsvc.hand import MINUTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the endpoint of these tests takes."""

    words: str = field(label="Words", help="What is wished for.")


@dataclass
class Counter:
    """A service with an endpoint that counts how often it was really called."""

    service: Service
    done: int = 0

    def run(self, call: Call) -> Reply:
        """Counts, or refuses."""
        self.done += 1
        if call.body.words == "broken":
            raise ProblemError("conflict", "Not now.")
        is_kept = call.body.words != "secret"
        headers = {"Location": f"/v1/jobs/{self.done}", "X-Own": "1"}
        return Reply(content={"number": self.done}, status=202, headers=headers, is_kept=is_kept)

    def send(self, token: str, words: Any = "one", *, key: str | None = "k") -> TestResponse:
        """Sends a wish under a key."""
        headers = {"Authorization": f"Bearer {token}", **({} if key is None else {"Idempotency-Key": key})}
        client = self.service.app.test_client()
        return client.post("/v1/wishes", json={"words": words}, headers=headers)


@pytest.fixture
def counter(service: Service) -> Counter:
    found = Counter(service=service)
    declared = {"roles": {"hr"}, "scope": scope_of, "audit": "wish", "cache": "no-store", "body": Wish}
    _bind(service.app, service.house, endpoint("POST", "/v1/wishes", **declared, takes_key=True)(found.run))
    return found


@pytest.fixture
def token(counter: Counter) -> str:
    return counter.service.token("hr")


def test_a_request_sent_twice_is_done_once(counter: Counter, token: str) -> None:
    first = counter.send(token)
    second = counter.send(token)

    assert counter.done == 1
    assert (second.status_code, second.data) == (first.status_code, first.data) == (202, b'{"number":1}')
    assert second.headers["Location"] == "/v1/jobs/1"
    assert second.headers["Content-Type"] == "application/json"


def test_without_a_key_each_request_is_done(counter: Counter, token: str) -> None:
    counter.send(token, key=None)
    counter.send(token, key=None)

    assert counter.done == 2


def test_another_body_under_the_key_is_refused_and_not_done(counter: Counter, token: str) -> None:
    counter.send(token)

    response = counter.send(token, "two")

    assert (response.status_code, counter.done) == (422, 1)
    assert response.get_json()["type"] == "/problems/idempotency-mismatch"


def test_another_principal_may_use_the_same_key(counter: Counter, token: str) -> None:
    counter.send(token)

    response = counter.send(counter.service.token("hr"))

    assert response.get_json() == {"number": 2}


def test_rejected_input_is_not_kept(counter: Counter, token: str) -> None:
    rejected = counter.send(token, 5)

    assert rejected.status_code == 422
    assert counter.send(token).status_code == 202


def test_failed_work_may_be_tried_again_under_its_key(counter: Counter, token: str) -> None:
    failed = counter.send(token, "broken")

    assert failed.status_code == 409
    assert counter.send(token).status_code == 202


def test_an_answer_that_holds_a_secret_is_not_kept(counter: Counter, token: str) -> None:
    counter.send(token, "secret")

    assert counter.send(token, "secret").get_json() == {"number": 2}


def test_an_answer_is_kept_for_a_day(counter: Counter, token: str) -> None:
    counter.send(token)
    counter.service.clock.at += 24 * 60 * MINUTE
    fresh = counter.service.token("hr")

    counter.service.clock.at -= 1
    kept = counter.send(token)

    assert kept.get_json() == {"number": 1}
    assert counter.send(fresh).get_json() == {"number": 2}


@pytest.mark.parametrize("key", ["", "with space", "k" * 256, "ü"])
def test_a_key_that_cannot_be_one_is_refused(counter: Counter, token: str, key: str) -> None:
    response = counter.send(token, key=key)

    assert (response.status_code, counter.done) == (422, 0)
    assert response.get_json()["errors"][0]["in"] == "header"


def test_each_request_is_audited_also_the_one_that_was_answered_before(counter: Counter, token: str) -> None:
    counter.send(token)
    counter.send(token)

    assert len(counter.service.audited("wish")) == 2
