"""Erasing by a job: graph, publication and books, once, however often the worker is killed."""

from api.worker import Worker
from graphsvc.store.jobs import Job
from graphsvc.store.preferences import Preferences
from tests.api.service import Service


def ordered(service: Service, person: str = "ana") -> str:
    """Orders an erasure and returns the id of the job."""
    return service.do("carry-out-erasure", service.token("admin"), person=person, reason="asked for it")


def worked(service: Service, job: str) -> Job:
    """Lets a worker do what waits and returns the job."""
    Worker(workspace=service.workspace, clock=service.clock).once(service.house.jobs)
    found = service.house.jobs.get(job)
    assert found is not None
    return found


def test_a_person_is_gone_from_graph_publication_and_books(service: Service) -> None:
    hr, key = service.token("hr"), service.key["ana"]
    case = service.case(hr, "ana")
    service.do("open-departure", hr, person="ana", date="2024-12-01", case=case)
    service.house.beside.notices.put(key, "ana@post.example", added_on=1)
    service.house.beside.preferences.choose(key, Preferences(introduces=False))

    own = service.token("own", person="ana")

    job = worked(service, ordered(service))

    assert job.state == "succeeded"
    assert service.get("/v1/me", own).status_code == 401
    with service.house.view() as view:
        assert view.get([key]) == []
    assert service.house.snapshot().position(key) is None
    assert service.house.beside.notices.of(key) == []
    assert service.house.beside.departures.known_to([case]) == []
    assert service.house.beside.preferences.of(key) == Preferences()
    found = service.house.beside.cases.get(case)
    assert found is not None
    assert found.people == ()


def test_who_erased_and_why_is_kept_about_a_keyed_hash(service: Service) -> None:
    worked(service, ordered(service))

    [row] = service.audited("person.erase")
    assert (row.role, row.purpose) == ("admin", "asked for it")
    assert row.subject == service.house.audit.subject(service.key["ana"])


def test_a_job_that_comes_again_erases_nobody_else(service: Service) -> None:
    job = ordered(service)
    worked(service, job)
    again = service.house.jobs.put("erase", dict(worked(service, job).params), who="service")

    assert worked(service, again.id).state == "succeeded"
    assert len(service.audited("person.erase")) == 1


def test_a_worker_killed_after_the_graph_was_changed_is_followed_by_one_that_does_the_rest(
    service: Service,
) -> None:
    job = ordered(service)
    with service.house.writing() as store:
        store.erase(service.key["ana"], actor="x", reason="the first worker came so far")
    service.house.beside.notices.put(service.key["ana"], "ana@post.example", added_on=1)

    done = worked(service, job)

    assert done.state == "succeeded"
    assert service.house.beside.notices.of(service.key["ana"]) == []
    assert service.house.snapshot().position(service.key["ana"]) is None
