"""The wheel, built from this tree and installed into an environment that holds nothing else."""

import os
import re
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.wheel.crawl import Crawler

ALONE = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
"""The environment without what would lead Python to this tree."""
ROOT = Path(__file__).resolve().parents[2]
_HERE = Path(__file__).parent
_LINK = re.compile(r"http://127\.0\.0\.1:(\d+)/login\?code=(\S+)")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(_HERE):
            item.add_marker(pytest.mark.wheel)
            item.add_marker(pytest.mark.allow_hosts(["127.0.0.1"]))
            item.add_marker(pytest.mark.timeout(900))


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command of an environment into which only the wheel was installed."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder / "dist")]
    subprocess.run(build, check=True, cwd=ROOT, capture_output=True)
    [wheel] = (folder / "dist").glob("*.whl")
    venv.create(folder / "env", with_pip=True)
    pip = [str(folder / "env" / "bin" / "python"), "-m", "pip", "install", "--quiet"]
    subprocess.run([*pip, "--constraint", str(ROOT / "constraints.txt"), str(wheel)], check=True, env=ALONE)
    return folder / "env" / "bin" / "graphsvc"


@pytest.fixture(scope="session")
def demo(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A demo workspace made by the installed command, and what it printed."""
    folder = tmp_path_factory.mktemp("shown") / "harbour-vale"
    done = subprocess.run(
        [str(installed), "demo", str(folder), "--no-serve"],
        check=True,
        capture_output=True,
        text=True,
        cwd=folder.parent,
        env=ALONE,
    )
    return folder, done.stdout


@pytest.fixture(scope="session")
def crawler(installed: Path, demo: tuple[Path, str]) -> Iterator[Crawler]:
    """Somebody who signed in by the link that the served demo prints."""
    command = [str(installed), "-w", str(demo[0]), "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=demo[0], env=ALONE) as served:
        assert served.stdout is not None
        link = next(found for line in served.stdout if (found := _LINK.search(line)))
        visitor = Crawler(port=int(link[1]))
        visitor.get(f"/login?code={link[2]}")
        visitor.post("/login", code=link[2])
        yield visitor
        served.terminate()
