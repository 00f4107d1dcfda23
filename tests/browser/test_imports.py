"""A load that is ordered in a browser: followed by itself with script, by a link without."""

from collections.abc import Callable

from api.worker import Worker
from tests.browser.site import Site, Visitor

Look = Callable[..., Visitor]


def work(site: Site) -> None:
    """Does every job that waits."""
    worker = Worker(workspace=site.house.workspace)
    while worker.once(site.house.jobs):
        pass


def test_a_load_is_followed_until_it_ends_and_that_is_said(site: Site, look: Look) -> None:
    visitor = look("admin")
    visitor.visit("/")
    visitor.follow("Imports")
    visitor.follow("Load every feed")
    assert visitor.page.locator("main progress").count() == 1

    work(site)
    visitor.page.wait_for_selector("main [data-done]")

    assert visitor.page.locator("main progress").count() == 0
    assert "All 12 feeds are loaded." in visitor.words()
    assert visitor.page.locator("#live").inner_text() == "The load has ended."
    assert visitor.complaints == []


def test_without_script_a_link_looks_again(site: Site, look: Look) -> None:
    visitor = look("admin", java_script_enabled=False)
    visitor.visit("/imports")
    visitor.page.click("text=Load every feed")
    assert "12 feeds are being loaded." in visitor.words()

    work(site)
    visitor.page.click("text=Look again")

    assert "All 12 feeds are loaded." in visitor.words()


def test_the_alumni_programme_sends_its_spreadsheet_without_script(site: Site, look: Look) -> None:
    visitor = look("alumni_programme", java_script_enabled=False)
    visitor.visit("/imports")
    visitor.page.set_input_files("#file-alumni", site.house.workspace.root / "exports" / "alumni.csv")

    visitor.page.click("text=Check and load")
    work(site)
    visitor.page.click("text=Look again")

    assert "The feed is loaded." in visitor.words()
