"""What is shipped is whole: an installed wheel shows every page and asset, and nothing from elsewhere."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from api.door import DEMO_ROLES
from tests.wheel.conftest import ROOT
from tests.wheel.crawl import Crawler

ELSEWHERE = re.compile(r"https?://(?!127\.0\.0\.1|localhost)[\w.-]+")


def test_the_installed_demo_prints_what_the_demo_of_this_tree_prints(
    demo: tuple[Path, str], tmp_path: Path
) -> None:
    folder = tmp_path / "harbour-vale"
    command = [str(Path(sys.executable).with_name("graphsvc")), "demo", str(folder), "--no-serve"]
    ours = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout

    told = [answers(*each) for each in ((demo[1], demo[0]), (ours, folder))]

    assert told[0] == told[1]
    assert "Kestrel Bay Ports" in told[0]


@pytest.mark.parametrize("role", DEMO_ROLES)
def test_every_page_and_asset_that_a_door_leads_to_is_there(crawler: Crawler, role: str) -> None:
    crawler.post("/door", role=role)

    seen = list(crawler.walk("/"))

    assert [(page.path, page.status) for page in seen if page.status >= 400] == []
    assert {"text/css; charset=utf-8", "text/html; charset=utf-8"} <= {page.kind for page in seen}
    assert crawler.external == set()
    assert [page.path for page in seen if ELSEWHERE.search(page.text)] == []


def answers(text: str, folder: Path) -> str:
    """Returns the tables of a demo, without where it lies and the commands that follow."""
    command = re.compile(rf"\S+ -w {re.escape(str(folder))}")
    return command.sub("graphsvc", text).partition("Files, answers and settings")[0]
