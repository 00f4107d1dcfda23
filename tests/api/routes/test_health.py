"""Whether the process runs, and whether it can answer."""

from tests.api.service import Service


def test_a_running_process_says_so_without_a_token(service: Service) -> None:
    assert service.get("/healthz").get_json() == {"status": "ok"}


def test_a_ready_service_names_its_publication(service: Service) -> None:
    assert service.get("/readyz").get_json() == {"status": "ready", "snapshot": 1}


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
