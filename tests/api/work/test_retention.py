"""The retention run: what is old goes, what cannot go is said, a dry run removes nothing."""

from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from api.work.retention import EVIDENCE_DAYS, swept
from graphsvc.store.jobs import KEPT, JobFile
from graphsvc.store.notices import NOTICE_DAYS, NoticeBox
from graphsvc.workspace import Workspace
from tests.api.cli.called import called
from tests.api.service import Service
from tests.graphsvc.graph import TODAY
from tests.ingest.office import MONDAY, Office, number

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
        report = swept(self.workspace, clock=lambda: self.at, now=now, is_dry_run=is_dry_run)
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


def test_a_workspace_without_a_store_has_no_old_evidence(cellar: Cellar) -> None:
    assert cellar.sweep()["days of evidence"]["due"] == 0


def test_old_evidence_is_counted_and_the_report_says_that_it_stays(service: Service) -> None:
    late = datetime.fromtimestamp((TODAY + EVIDENCE_DAYS) * 86_400, UTC)
    unpinned = Cellar(workspace=service.workspace)
    pinned = swept(service.workspace, clock=lambda: START, now=late, is_dry_run=True)

    told = unpinned.sweep(is_dry_run=True)["days of evidence"]

    assert pinned["day"] == "2024-10-04"
    assert told["removed"] == 0
    assert bool(told["remark"]) == (told["due"] > 0)


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
