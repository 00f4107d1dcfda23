"""What the tests of the documentation share: one run of the demo."""

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of the demo, and what it printed."""
    folder = tmp_path_factory.mktemp("demo") / "harbour-vale"
    program = Path(sys.executable).parent / "graphsvc"
    done = subprocess.run([program, "demo", folder, "--no-serve"], capture_output=True, text=True, check=True)
    return folder, done.stdout
