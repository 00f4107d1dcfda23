"""The door of the command line: light, lazy, with designed exit codes."""

import os
import subprocess
import sys
from pathlib import Path

from api.cli import COMMANDS
from tests.api.cli.conftest import Run
from tests.ingest.office import Office

ROOT = Path(__file__).parents[3]
HEAVY = ("networkx", "numpy", "scipy", "numba", "neo4j", "flask", "rich", "marshmallow", "sqlite3")
LISTING = f"""
import sys
from api.cli import main
sys.argv = ["graphsvc", "--help"]
try:
    main()
except SystemExit as left:
    assert left.code == 0, left.code
print([name for name in {HEAVY!r} if name in sys.modules])
"""


def program(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from api.cli import main; main()", *words],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def test_help_imports_nothing_heavy() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LISTING], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )

    assert done.stdout.splitlines()[-1] == "[]"


def test_help_lists_every_command(run: Run) -> None:
    done = run("--help")

    assert done.code == 0
    assert all(f"  {name}" in done.out for name in COMMANDS)


def test_every_command_explains_itself(run: Run) -> None:
    codes = {name: run(name, "--help").code for name in COMMANDS}

    assert set(codes.values()) == {0}


def test_an_unknown_command_is_a_mistake_of_usage(run: Run) -> None:
    assert run("dance").code == 2


def test_a_folder_without_settings_is_a_mistake_of_usage(run: Run, office: Office) -> None:
    (office.root / "graphsvc.toml").unlink()

    done = run("ingest")

    assert (done.code, done.out) == (2, "")
    assert "no graphsvc.toml in" in done.err


def test_a_neo4j_that_does_not_answer_is_exit_4(office: Office) -> None:
    office.store_url = "neo4j://127.0.0.1:9"  # discard: nobody listens there
    office.settle()

    done = program("-w", str(office.root), "ingest", GRAPHSVC_NEO4J_PASSWORD="of-nobody")

    assert done.returncode == 4, done.stderr
    assert "127.0.0.1:9" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_load_on_a_full_disk_is_exit_4_and_loses_nothing(office: Office) -> None:
    office.ingest()
    before = office.digest()
    grown = [f"X{n},Person {n},A1,x{n}@northwick.example,Clerk,user" for n in range(2_000)]
    office.write("contacts", "id,name,account_id,email,title,role", *grown)
    full = (
        "import resource, sys; from api.cli import main; "
        "limit = 400_000; resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)); main()"
    )

    done = subprocess.run(
        [
            sys.executable,
            "-c",
            full,
            "-w",
            str(office.root),
            "ingest",
            "contacts",
            "--allow-close",
            "1",
            "--reason",
            "test",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )

    assert done.returncode == 4, done.stderr
    assert "Traceback" not in done.stderr
    assert "graph.db" in done.stderr
    assert office.digest() == before
    assert office.ingest(allow_close=1.0).feeds[2].exit_code == 0
