"""How the bytes of an answer travel."""

import gzip

import pytest

from tests.api.service import Service

PATH = "/v1/questions/portfolio"


@pytest.mark.parametrize("path", [PATH, "/ask/portfolio", "/export/portfolio.csv", "/v1/openapi.json"])
def test_text_is_compressed_for_who_takes_it(service: Service, path: str) -> None:
    token = service.token("hr")
    plain = service.get(path, token)

    packed = service.get(path, token, Accept_Encoding="br, gzip;q=0.8")

    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) < len(plain.data)
    assert gzip.decompress(packed.data) == plain.data
    is_streamed = path.startswith("/export/")  # nobody knows its length before its end
    assert packed.headers.get("Content-Length") == (None if is_streamed else str(len(packed.data)))


@pytest.mark.parametrize("accepted", ["", "br", "gzip;q=0", "identity, gzip;q=0.5"])
def test_who_does_not_take_it_gets_plain_text(service: Service, accepted: str) -> None:
    response = service.get(PATH, service.token("hr"), Accept_Encoding=accepted)

    assert "Content-Encoding" not in response.headers
    assert response.get_json()["data"]


@pytest.mark.parametrize("path", ["/healthz", "/export/portfolio.xlsx"])
def test_what_is_small_or_packed_already_stays_as_it_is(service: Service, path: str) -> None:
    response = service.get(path, service.token("hr"), Accept_Encoding="gzip")

    assert response.status_code == 200
    assert "Content-Encoding" not in response.headers


def test_caches_keep_the_two_forms_apart(service: Service) -> None:
    response = service.get(PATH, service.token("hr"))

    assert response.headers["Vary"] == "Authorization, Cookie, Accept, Accept-Encoding"


def test_the_compressed_form_has_a_weak_tag_which_answers_for_both(service: Service) -> None:
    token = service.token("hr")
    plain = service.get(PATH, token).headers["ETag"]
    packed = service.get(PATH, token, Accept_Encoding="gzip").headers["ETag"]

    again = service.get(PATH, token, Accept_Encoding="gzip", If_None_Match=packed)

    assert packed == f"W/{plain}"
    assert (again.status_code, again.headers["ETag"], again.data) == (304, packed, b"")


def test_the_same_answer_is_the_same_bytes_compressed(service: Service) -> None:
    token = service.token("hr")

    first, second = (service.get(PATH, token, Accept_Encoding="gzip").data for _ in range(2))

    assert first == second


def test_a_problem_is_compressed_like_an_answer(service: Service) -> None:
    several = "&".join(f"no_such_{number}=1" for number in range(40))

    response = service.get(f"{PATH}?{several}", service.token("hr"), Accept_Encoding="gzip")

    assert response.status_code == 422
    assert b"no_such_39" in gzip.decompress(response.data)
