"""Whether the process runs, and whether it can answer."""

from pathlib import Path

import pytest

from tests.api.service import Service, copied, firm
from tests.graphsvc.hand import MINUTE


def test_a_running_process_says_so_without_a_token(service: Service) -> None:
    assert service.get("/healthz").get_json() == {"status": "ok"}


def test_a_ready_service_names_its_publication(service: Service) -> None:
    assert service.get("/readyz").get_json() == {"status": "ready", "snapshot": 1}


def test_a_publication_older_than_its_limit_is_not_ready(published: Path, tmp_path: Path) -> None:
    settings = "\n[serve]\nmax_age_hours = 2\n"
    service = next(copied(published, tmp_path / "firm", key=firm().key, extra=settings))
    service.clock.at = service.house.snapshot().published_at or 0

    young = service.get("/readyz")
    service.clock.at += 2 * 60 * MINUTE
    old = service.get("/readyz")

    assert (young.status_code, old.status_code) == (200, 503)
    assert old.get_json()["type"] == "/problems/not-ready"
    assert "2 hours old" in old.get_json()["detail"]
    service.house.close()


def test_without_a_limit_no_publication_is_too_old(service: Service) -> None:
    service.clock.at += 10 * 365 * 24 * 60 * MINUTE

    assert service.get("/readyz").status_code == 200


@pytest.mark.parametrize("file", ["audit.db", "graph.db"])
def test_a_service_whose_files_are_gone_is_not_ready_until_they_are_back(service: Service, file: str) -> None:
    place = service.workspace.root / file
    assert service.get("/readyz").status_code == 200

    place.rename(place.with_suffix(".away"))
    gone = service.get("/readyz")
    place.with_suffix(".away").replace(place)
    back = service.get("/readyz")

    assert (gone.status_code, back.status_code) == (503, 200)
    assert gone.get_json()["type"] == "/problems/store-unreachable"


def test_a_service_that_cannot_write_its_audit_is_not_ready(service: Service) -> None:
    place = service.workspace.audit_path
    service.house.audit.check()

    place.rename(place.with_suffix(".away"))
    place.mkdir()

    assert service.get("/readyz").status_code == 503


def test_asking_for_health_is_not_written_down(service: Service) -> None:
    service.get("/healthz")
    service.get("/readyz")

    assert service.audited() == []


def test_styles_are_kept_for_good_and_nothing_else_is_served(service: Service) -> None:
    style = service.get("/assets/style.css")
    other = service.get("/assets/..%2fapp.py")

    assert style.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert style.mimetype == "text/css"
    assert other.status_code == 404
