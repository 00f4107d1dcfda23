"""What the service says of itself."""

import re

import pytest

from api.problem import TYPES
from tests.api.service import Service


def test_the_document_is_for_anybody(service: Service) -> None:
    found = service.get("/v1/openapi.json").get_json()

    assert found["openapi"] == "3.1.0"
    assert "/v1/questions/portfolio" in found["paths"]


def test_the_document_is_made_once(service: Service) -> None:
    first = service.get("/v1/openapi.json")
    kept = service.app.extensions["document"]

    second = service.get("/v1/openapi.json")

    assert service.app.extensions["document"] is kept
    assert second.data == first.data


def test_the_page_of_the_api_loads_nothing_from_elsewhere(service: Service) -> None:
    page = service.get("/docs/api").get_data(as_text=True)

    assert "GET /v1/questions/portfolio" in page
    assert "<script" not in page
    assert not re.findall(r'(?:src|href)="(?!/|data:)', page)


@pytest.mark.parametrize("slug", TYPES)
def test_every_type_of_problem_has_its_page(service: Service, slug: str) -> None:
    page = service.get(f"/problems/{slug}")

    assert page.status_code == 200
    assert TYPES[slug][1].replace("'", "&#x27;") in page.get_data(as_text=True)


def test_an_unknown_type_has_none(service: Service) -> None:
    assert service.get("/problems/made-up").status_code == 404


@pytest.mark.parametrize("role, has", [("hr", True), ("oversight", False)])
def test_a_role_is_told_its_own_questions(service: Service, role: str, has: bool) -> None:
    rows = service.get("/v1/questions", service.token(role)).get_json()["data"]

    assert ("portfolio" in {row["name"] for row in rows}) is has
