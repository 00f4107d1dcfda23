"""The workspace file of the demo is one that the service opens."""

from datetime import date

from graphsvc.workspace import open_workspace
from ingest.demo import DemoPlan, cast


def test_the_workspace_opens_and_is_pinned_to_its_day(demo: DemoPlan) -> None:
    workspace = open_workspace(demo.workspace)

    assert workspace.is_demo
    assert workspace.firm.as_of == date(2026, 6, 30)
    assert workspace.firm.currency == "EUR"
    assert workspace.privacy.people == "after-notice"


def test_every_feed_finds_its_files_and_every_export_has_a_feed(demo: DemoPlan) -> None:
    workspace = open_workspace(demo.workspace)

    found = [list(workspace.root.glob(path)) for feed in workspace.feeds for path in feed.paths]

    assert all(found)
    assert {path for paths in found for path in paths} == {
        path for path in demo.files if path.suffix != ".toml"
    }


def test_evidence_comes_after_the_people_it_is_about(demo: DemoPlan) -> None:
    sources = open_workspace(demo.workspace).sources

    assert sources[0] == "hr"
    assert sources[-2:] == ("meetings", "mail")


def test_its_doors_lead_to_people_of_the_cast(demo: DemoPlan) -> None:
    stands_for = open_workspace(demo.workspace).stands_for

    assert stands_for == {"account_lead": cast.INTRODUCER.email, "own": cast.LEAVER.email}
