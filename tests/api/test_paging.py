"""Pages of a list: signed cursors that belong to one list of one publication."""

from typing import Any

import pytest
from itsdangerous import URLSafeSerializer

from tests.api.service import Service

PATH = "/v1/questions/portfolio"


def test_the_pages_together_are_the_whole_list(service: Service) -> None:
    token = service.token("hr")
    whole = service.get(PATH, token).get_json()["data"]
    answer = service.get(f"{PATH}?limit=2", token).get_json()
    found = answer["data"]

    while answer["next_cursor"]:
        answer = service.get(f"{PATH}?limit=2&cursor={answer['next_cursor']}", token).get_json()
        found += answer["data"]

    assert found == whole
    assert answer["total"] == len(whole)


def test_a_page_links_to_the_next(service: Service) -> None:
    token = service.token("hr")
    first = service.get(f"{PATH}?limit=1", token)

    link = first.headers["Link"].partition(">")[0].lstrip("<")
    second = service.get(link, token)

    assert first.headers["Link"].endswith('rel="next"')
    assert second.status_code == 200
    assert second.get_json()["data"] != first.get_json()["data"]


def test_the_last_page_has_no_next(service: Service) -> None:
    response = service.get(f"{PATH}?limit=200", service.token("hr"))

    assert response.get_json()["next_cursor"] is None
    assert "Link" not in response.headers


@pytest.mark.parametrize("limit", [0, -1, 201, 10**30])
def test_a_page_holds_one_to_two_hundred_rows(service: Service, limit: int) -> None:
    response = service.get(f"{PATH}?limit={limit}", service.token("hr"))

    assert response.status_code == 422


@pytest.mark.parametrize("cursor", ["x", "W10.x", "%00", "é", "a" * 3000])
def test_a_malformed_cursor_is_refused(service: Service, cursor: str) -> None:
    response = service.get(f"{PATH}?cursor={cursor}", service.token("hr"))

    assert response.status_code == 400
    assert response.get_json()["type"] == "/problems/bad-cursor"


def test_a_cursor_of_another_list_is_refused(service: Service) -> None:
    token = service.token("hr")
    cursor = service.get(f"{PATH}?limit=1", token).get_json()["next_cursor"]

    question = service.get(f"/v1/questions/single-points-of-failure?cursor={cursor}", token)
    filters = service.get(f"{PATH}?as_of=2024-09-01&cursor={cursor}", token)

    assert (question.status_code, filters.status_code) in {(400, 400), (422, 400)}


@pytest.mark.parametrize("secret", [b"guessed", b""])
def test_a_cursor_signed_by_somebody_else_is_refused(service: Service, secret: bytes) -> None:
    mark: list[Any] = [1, "portfolio", [], 3]
    cursor = URLSafeSerializer(secret, salt="cursor").dumps(mark)

    assert service.get(f"{PATH}?cursor={cursor}", service.token("hr")).status_code == 400


def test_a_cursor_of_an_older_publication_has_expired(service: Service) -> None:
    signer = URLSafeSerializer(service.workspace.secret(), salt="cursor")

    response = service.get(f"{PATH}?cursor={signer.dumps([0, 'portfolio', [], 3])}", service.token("hr"))

    assert response.status_code == 410
    assert response.get_json()["type"] == "/problems/cursor-expired"
