"""What the alumni programme tries first: from a spreadsheet to a consent and its end, by keyboard alone."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from api.worker import Worker
from graphsvc.store.notices import noticed
from tests.browser.site import CLIENT, LEAVERS, Site, Visitor

Look = Callable[..., Visitor]
HEAD = (
    "name,personal_email,employee_id,joined_on,left_on,last_title,last_unit,employer_now,title_now,city,"
    "consents,consent_date,consent_source"
)
PEOPLE = {True: "Greta Solvane", False: "Piet Ambervoort"}
"""Who is loaded, by whether the browser runs scripts."""


@dataclass(kw_only=True)
class Desk:
    """The programme's window, and whom the journey is about."""

    site: Site
    visitor: Visitor
    name: str

    def send(self, folder: Path) -> None:
        """Loads a spreadsheet with one former colleague, without a consent."""
        file = folder / "alumni.csv"
        address = f"{self.name.split()[0].lower()}@postbox.example"
        row = f"{self.name},{address},,2020-01-01,2026-06-29,Manager,Operations,{CLIENT},Buyer,Valeby,,,"
        file.write_text(f"{HEAD}\n{row}\n", encoding="utf-8")
        self.visitor.visit("/imports")
        self.visitor.page.set_input_files("#file-alumni", file)
        self.visitor.follow("Check and load")
        worker = Worker(workspace=self.site.house.workspace)
        while worker.once(self.site.house.jobs):
            pass

    def export(self) -> list[str]:
        """Exports the notices and returns the rows of the mail merge."""
        self.visitor.visit("/")
        self.visitor.follow("Export the first")
        self.visitor.tab_to("Export notices")
        with self.visitor.page.expect_download() as started:
            self.visitor.press("Enter")
        return Path(started.value.path()).read_text(encoding="utf-8").splitlines()

    def open(self) -> None:
        """Goes from the home to the page of the former colleague."""
        self.visitor.visit("/")
        self.visitor.follow(self.name)

    def record(self, what: str, evidence: str) -> None:
        """Records a word on staying in touch from the page of the former colleague."""
        self.visitor.follow(f"{what}: Former colleagues may write to me")
        self.visitor.tab_to("Evidence")
        self.visitor.page.keyboard.type(evidence)
        self.visitor.follow(what)

    def at_clients(self) -> bool:
        """Returns whether the former colleague is on the list of those at clients."""
        self.visitor.follow("Alumni at clients")
        return self.name in self.visitor.words()


@pytest.mark.parametrize("has_script", [True, False])
def test_from_a_spreadsheet_to_a_consent_and_its_end(
    site: Site, look: Look, tmp_path: Path, has_script: bool
) -> None:
    desk = Desk(
        site=site, visitor=look("alumni_programme", java_script_enabled=has_script), name=PEOPLE[has_script]
    )
    desk.send(tmp_path)
    rows = desk.export()
    desk.open()
    before = desk.visitor.words()
    hidden = desk.at_clients()
    desk.open()
    desk.record("Record a consent", "letter of 30 June")
    agreed = desk.visitor.words()
    shown = desk.at_clients()
    _open_leaver(desk.visitor)
    desk.open()
    desk.record("Record a withdrawal", "telephone, 30 June")

    assert [row for row in rows if row.startswith(desk.name) and "/consent/" in row]
    assert "Agrees to nothing yet." in before
    assert "Agrees to: former colleagues may write to me." in agreed
    assert CLIENT in agreed
    assert "Agrees to nothing yet." in desk.visitor.words()
    assert CLIENT not in desk.visitor.words()
    assert (hidden, shown, desk.at_clients()) == (False, True, False)
    assert desk.visitor.complaints == []


@pytest.mark.parametrize("has_script", [True, False])
def test_somebody_who_is_not_signed_in_answers_a_notice_once(
    site: Site, look: Look, has_script: bool
) -> None:
    person = noticed(site.house.workspace.audit_path)[0]
    [code] = site.house.beside.notices.export([person], who=site.user)
    visitor, latecomer = look(java_script_enabled=has_script), look()
    visitor.visit(f"/consent/{code}")
    ticked = visitor.page.locator("main input:checked").count()

    visitor.tab_to("The firm may invite me to events")
    visitor.press("Space")
    visitor.follow("Send my answer")
    latecomer.visit(f"/consent/{code}")

    assert ticked == 0
    assert "You agreed to one thing." in visitor.words()
    assert "This link is over" in latecomer.words()
    assert visitor.complaints == []


def _open_leaver(visitor: Visitor) -> None:
    visitor.follow("Keep, meet, vouch")
    visitor.tab_to("Who leaves")
    visitor.page.keyboard.type(LEAVERS[0])
    visitor.follow("Answer")
    assert "to keep in touch with" in visitor.words()
