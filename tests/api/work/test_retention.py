"""The retention run: what is old goes, what cannot go is said, a dry run removes nothing."""

from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from api.work.retention import AUDIT_DAYS, EVIDENCE_DAYS, swept
from api.worker import Worker
from graphsvc.store.audit import Access, AuditFile
from graphsvc.store.jobs import KEPT, JobFile
from graphsvc.store.notices import NOTICE_DAYS, NoticeBox
from graphsvc.store.port import Expiry
from graphsvc.workspace import Workspace
from tests.api.cli.called import called
from tests.api.service import Service
from tests.graphsvc.graph import TODAY
from tests.ingest.office import MONDAY, Office, number

BY = Access(who="root", role="admin", action="retention")
START = int(MONDAY.timestamp() * 1_000_000)
TODAY_IN_MAY = number(date(2026, 6, 1))


@dataclass(kw_only=True)
class Cellar:
    """An empty workspace with a clock."""

    workspace: Workspace
    at: int = START

    def sweep(self, *, is_dry_run: bool = False) -> dict[str, Any]:
        """Returns what is told of each kind of thing."""
        now = datetime.fromtimestamp(self.at / 1_000_000, UTC)
        by = None if is_dry_run else BY
        report = swept(self.workspace, clock=lambda: self.at, now=now, by=by)
        return {each["what"]: each for each in report["removals"]}

    def addresses(self) -> list[str]:
        """Returns what lies in the notice box."""
        with closing(NoticeBox(self.workspace.audit_path)) as box:
            return [address for address, _ in box.of("p-1")]


@pytest.fixture
def cellar(tmp_path: Path) -> Cellar:
    office = Office(root=tmp_path)
    workspace = office.settle()
    with closing(NoticeBox(workspace.audit_path)) as box:
        box.put("p-1", "old@post.example", added_on=TODAY_IN_MAY - NOTICE_DAYS - 1)
        box.put("p-1", "young@post.example", added_on=TODAY_IN_MAY - NOTICE_DAYS)
    return Cellar(workspace=workspace)


def unpinned_of(service: Service) -> Cellar:
    """Returns the workspace of a service with a clock that is not pinned."""
    firm = replace(service.workspace.firm, as_of=None)
    return Cellar(workspace=replace(service.workspace, firm=firm))


def test_an_address_that_nobody_answered_from_leaves_the_box_after_a_month(cellar: Cellar) -> None:
    told = cellar.sweep()["addresses in the notice box"]

    assert (told["due"], told["removed"]) == (1, 1)
    assert cellar.addresses() == ["young@post.example"]


def test_a_dry_run_tells_the_same_and_removes_nothing(cellar: Cellar) -> None:
    told = cellar.sweep(is_dry_run=True)["addresses in the notice box"]

    assert (told["due"], told["removed"]) == (1, 0)
    assert cellar.addresses() == ["old@post.example", "young@post.example"]


def test_a_result_goes_a_week_after_its_job_ended(cellar: Cellar) -> None:
    result = cellar.workspace.root / "results" / "one.json"
    result.parent.mkdir()
    result.write_bytes(b"{}")
    with closing(JobFile(cellar.workspace.audit_path, clock=lambda: START)) as jobs:
        jobs.put("ingest", {}, who="root")
        job = jobs.claim()
        assert job is not None
        jobs.succeed(job, result="results/one.json")
    kept = cellar.sweep()["jobs and their results"]
    cellar.at += KEPT

    told = cellar.sweep()["jobs and their results"]

    assert (kept["due"], told["removed"]) == (0, 1)
    assert not result.exists()


def test_a_job_whose_result_cannot_be_removed_is_kept_for_the_next_run(cellar: Cellar) -> None:
    result = cellar.workspace.root / "results" / "one.json"
    result.mkdir(parents=True)  # what unlinking refuses
    with closing(JobFile(cellar.workspace.audit_path, clock=lambda: START)) as jobs:
        jobs.put("ingest", {}, who="root")
        job = jobs.claim()
        assert job is not None
        jobs.succeed(job, result="results/one.json")
    cellar.at += KEPT

    with pytest.raises(OSError, match=r"one\.json"):
        cellar.sweep()
    result.rmdir()

    assert cellar.sweep()["jobs and their results"]["removed"] == 1


def test_a_workspace_without_a_store_has_no_old_evidence(cellar: Cellar) -> None:
    assert cellar.sweep()["days of evidence"]["due"] == 0


def days_of_evidence(service: Service) -> list[int]:
    with service.house.view() as view:
        return sorted(day for chunk in view.scan("KNOWS", ("day",)) for day in chunk["day"].tolist())


def test_evidence_goes_the_day_after_36_months_and_the_publication_follows(service: Service) -> None:
    last = days_of_evidence(service)[-1]
    unpinned = unpinned_of(service)
    unpinned.at = (last + EVIDENCE_DAYS) * 86_400_000_000
    seq = service.house.snapshot().seq

    unpinned.sweep()
    kept = days_of_evidence(service)
    unpinned.at += 86_400_000_000
    told = unpinned.sweep()["days of evidence"]

    assert set(kept) == {last}
    assert (told["due"], told["removed"]) == (len(kept), len(kept))
    assert days_of_evidence(service) == []
    assert service.house.snapshot().seq > seq


def days_published(service: Service) -> list[int]:
    return sorted(service.house.snapshot().evidence.day.tolist())


def test_a_run_that_died_before_it_published_is_published_by_the_next(service: Service) -> None:
    last = days_of_evidence(service)[-1]
    unpinned = unpinned_of(service)
    unpinned.at = (last + EVIDENCE_DAYS) * 86_400_000_000
    with service.house.writing() as store:
        store.expire(Expiry(evidence_before=last))
    behind = days_published(service)

    told = unpinned.sweep()["days of evidence"]

    assert behind[0] < last
    assert (told["due"], set(days_published(service))) == (0, {last})


def test_a_dry_run_counts_and_changes_neither_graph_nor_audit(service: Service) -> None:
    unpinned = unpinned_of(service)
    unpinned.at = (TODAY + 5 * 365) * 86_400_000_000
    before = (days_of_evidence(service), service.house.audit.head())

    told = unpinned.sweep(is_dry_run=True)

    assert told["days of evidence"]["due"] == len(days_of_evidence(service))
    assert all(each["removed"] == 0 for each in told.values())
    assert (days_of_evidence(service), service.house.audit.head()) == before


def test_the_audit_goes_after_four_years_and_a_later_head_is_verified(cellar: Cellar) -> None:
    with closing(AuditFile(cellar.workspace.audit_path, secret=b"s", clock=lambda: cellar.at)) as audit:
        audit.append(BY)
        cellar.at += 1
        head = audit.append(BY)
        cellar.at = START + AUDIT_DAYS * 86_400_000_000
        kept = cellar.sweep(is_dry_run=True)["rows of the audit"]
        cellar.at += 1
        told = cellar.sweep()["rows of the audit"]

        assert (kept["due"], told["due"], told["removed"]) == (0, 1, 1)
        assert audit.verify(head).is_good


def test_the_worker_removes_once_a_day_and_the_audit_tells_of_it(service: Service) -> None:
    service.house.jobs.put("retention", {}, who="service")

    Worker(workspace=service.workspace, clock=service.clock).once(service.house.jobs)

    [row] = service.audited("retention")
    assert (row.who, row.role) == ("service", "service")


def test_the_program_prints_the_dry_run(
    service: Service, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    printed = called(service, ["retention", "--dry-run"], monkeypatch=monkeypatch, capsys=capsys)

    assert printed.code == 0
    assert "nothing was removed" in printed.out
    assert "days of evidence" in printed.out
    assert service.audited("retention") == []


def test_the_program_audits_what_it_removes(
    service: Service, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    printed = called(service, ["retention", "--json"], monkeypatch=monkeypatch, capsys=capsys)

    assert '"dry_run": false' in printed.out
    assert len(service.audited("retention")) == 1
