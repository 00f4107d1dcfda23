"""The recipes are cooked: files are written, entries made and tests run exactly as the pages say."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, Block, blocks_of, script_of

_HOUSE = ("graphsvc", "ingest", "api", "tests/graphsvc", "tests/fixtures", "tests/api", "tests/ingest")
_FILES = ("pyproject.toml",)
# what else must hold once the recipe is cooked
_ALSO = {
    "question": ("tests/graphsvc/questions/test_questions.py",),
    "action": (),
    "kind": (),
    "reader": ("tests/ingest/readers/test_init.py",),
}


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the code, so that nothing of the real one is touched."""
    for folder in _HOUSE:
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file in _FILES:
        shutil.copy(ROOT / file, tmp_path / file)
    return tmp_path


def cook(house: Path, block: Block) -> None:
    """Writes a named block into the house, or makes the change that it shows."""
    path = house / block.file
    if block.language == "diff":
        path.write_text(changed(path.read_text(encoding="utf-8"), block.text), encoding="utf-8")
    elif block.file:
        assert not path.exists(), f"{block.file} exists already: choose another example"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.text, encoding="utf-8")


def changed(text: str, change: str) -> str:
    """Returns a text with lines added after the lines shown, and words replaced where shown."""
    lines, at, old = text.splitlines(), 0, ""
    for line in change.splitlines():
        mark, words = line[:1], line[1:]
        if mark == "+" and old:
            lines[at] = lines[at].replace(old, words.strip())
            old = ""
        elif mark == "+":
            at += 1
            lines.insert(at, words)
        else:
            at = next(place for place in range(at, len(lines)) if words.strip() in lines[place])
            old = words.strip() if mark == "-" else ""
    return "\n".join(lines) + "\n"


def ran(command: list[str], folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs a program in a folder and returns what it said; it must succeed."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PATH": path, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.mark.parametrize("recipe", ["question", "action", "kind", "reader"])
def test_a_recipe_of_code_works_as_it_is_written(recipe: str, house: Path) -> None:
    blocks = blocks_of(f"docs/recipes/{recipe}.md")
    for block in blocks:
        cook(house, block)
    tests = [block.file for block in blocks if block.file.startswith("tests/")]

    done = ran(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests, *_ALSO[recipe]],
        house,
        PYTHONPATH=str(house),
    )

    assert " passed" in done.stdout
    assert tests


def test_a_new_question_is_a_command_at_once(house: Path) -> None:
    for block in blocks_of("docs/recipes/question.md"):
        cook(house, block)

    done = ran(
        [sys.executable, "-c", "from api.cli import main; main()", "ask", "quiet-clients", "--help"],
        house,
        PYTHONPATH=str(house),
    )

    assert "--days" in done.stdout


def test_a_new_system_is_one_mapping_file(tmp_path: Path) -> None:
    script = script_of("docs/recipes/mapping.md")

    done = ran(["bash", "-ec", f"{script}\ngraphsvc ingest"], tmp_path)

    assert "filtered out by Status" in done.stdout
    assert "Client: Northwick Foundry Ltd" in done.stdout
    assert "Ove Lund (decision maker" in done.stdout
    assert done.stdout.rstrip().endswith("the snapshot is up to date")  # the second load
    assert b"1970" not in (tmp_path / "graph.db").read_bytes()
