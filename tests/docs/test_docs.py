"""What the documentation names exists, what it shows parses, and what it promises of the demo is so."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import get_args

import click
import pytest
from click.testing import CliRunner

from api.cli import COMMANDS, root
from graphsvc.actions import ACTIONS
from graphsvc.kinds.consent import Purpose
from graphsvc.questions import QUESTIONS
from graphsvc.scope import PURPOSES
from ingest.mapping import bundled
from ingest.readers import READERS
from tests.docs.pages import PAGES, ROOT, blocks_of, commands_of, links_of, script_of, text_of, words_of

_FOLDERS = re.compile(r"(?:graphsvc|ingest|api|docs|tests|bench)/[\w./*{}-]*")
_KEBAB = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")
# kebab-case words that are neither questions nor mappings nor purposes
_WORDS = {
    "p-3gh45cs673uj7",
    "harbour-vale",
    "after-notice",
    "quiet-clients",
    "rename-client",
    "two-person",
    "docker-compose",
    "neo4j-admin",
}
_WRITTEN = [page for page in PAGES if not page.startswith("docs/reference/")]
_SAID_OF_NOBODY = re.compile(r"\bwill (?:leave|take|resign|quit)\b", re.IGNORECASE)


@pytest.mark.parametrize("page", PAGES)
def test_every_relative_link_leads_somewhere(page: str) -> None:
    targets = [link.partition("#")[0] for link in links_of(page) if "://" not in link]

    missing = [link for link in targets if link and not (ROOT / page).parent.joinpath(link).exists()]
    assert not missing


@pytest.mark.parametrize("page", _WRITTEN)
def test_every_file_that_is_named_exists(page: str) -> None:
    own = {block.file for block in blocks_of(page)}
    named = {word for word in words_of(page) if _FOLDERS.fullmatch(word)} - own

    assert not [name for name in sorted(named) if not any(ROOT.glob(name.rstrip("/")))]


@pytest.mark.parametrize("page", _WRITTEN)
def test_every_command_that_is_shown_is_understood(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "backup.jsonl.gz").touch()  # what `import` is shown with must be there

    for command in commands_of(page):
        understood(root, "graphsvc", shlex.split(command)[1:])


def understood(
    command: click.Command, name: str, arguments: list[str], parent: click.Context | None = None
) -> None:
    """Parses arguments as the command line does, and runs nothing."""
    if not arguments:
        return  # only named
    if isinstance(command, click.Group) and arguments[0] == "quiet-clients":
        return  # the question of the recipe, which has its own test
    context = command.make_context(name, arguments, parent=parent)
    if isinstance(command, click.Group):
        rest = [*context._protected_args, *context.args]
        if rest and rest[0] == "quiet-clients":
            return
        found, inner, left = command.resolve_command(context, rest)
        assert found is not None
        assert inner is not None
        understood(inner, found, left, context)


@pytest.mark.parametrize("page", _WRITTEN)
def test_every_question_mapping_and_purpose_that_is_named_exists(page: str) -> None:
    readers = {reader.name for reader in READERS}
    known = {*QUESTIONS, *ACTIONS, *bundled(), *PURPOSES, *COMMANDS, *readers, *_WORDS, *get_args(Purpose)}

    assert not {word for word in words_of(page) if _KEBAB.fullmatch(word)} - known


@pytest.mark.parametrize("page", _WRITTEN)
def test_every_variable_and_every_target_that_is_named_exists(page: str) -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "graphsvc").rglob("*.py"))
    code += "".join(path.read_text(encoding="utf-8") for path in (ROOT / "api" / "cli").glob("*.py"))
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))

    variables = set(re.findall(r"\bGRAPHSVC_[A-Z0-9_]+[A-Z0-9]", text_of(page)))
    said = [*words_of(page), *(line for block in blocks_of(page) for line in block.text.splitlines())]
    made = {word for line in said if line.startswith("make ") for word in line.split()[1:]}
    assert not {name for name in variables if name not in code}
    assert not made - targets


@pytest.mark.parametrize("page", _WRITTEN)
def test_nothing_is_foretold_of_people_and_no_machine_is_named(page: str) -> None:
    text = text_of(page)

    assert not _SAID_OF_NOBODY.findall(text)
    assert not re.findall(r"(?<![\w.])/(?:home|tmp|root|work)/\S+", text)


def test_the_reference_is_fresh() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "docs" / "generate.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout


def test_the_first_answer_of_the_readme_is_what_the_demo_prints(demo: tuple[Path, str]) -> None:
    shown = next(block for block in blocks_of("README.md") if block.language == "text")

    printed = plain(demo[1])
    assert not [line for line in shown.text.splitlines() if plain(line) not in printed]


def plain(text: str) -> str:
    """Returns a text without the lines of tables, one space between words."""
    return " ".join(re.sub("[─-╿]", " ", text).split())


def test_the_five_minutes_of_the_readme_work_as_they_are_written(tmp_path: Path) -> None:
    script = script_of("README.md").partition("source .venv/bin/activate")[2].partition("docker compose")[0]
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"

    done = subprocess.run(
        ["bash", "-ec", script],
        cwd=tmp_path,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "Northwick Foundry Ltd" in done.stdout
    assert "without one of their fields" not in done.stdout + done.stderr
    assert "No employee has" not in done.stderr
    assert (tmp_path / "my-firm" / "graphsvc.toml").exists()


@pytest.mark.parametrize("audience", ["account-lead", "hr", "alumni-programme"])
def test_what_a_guide_says_of_the_demo_is_what_its_commands_print(
    audience: str, demo: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shells = (block for block in blocks_of(f"docs/guide-{audience}.md") if block.language == "sh")
    lines = [line for block in shells for line in block.text.splitlines()]

    printed = plain(" ".join(output(line.replace("harbour-vale", str(demo[0]))) for line in lines))

    assert not [words for words in _TOLD[audience] if words not in printed]


def output(line: str) -> str:
    """Returns what a command line prints, in a file or not."""
    words, _, _ = line.partition(" > ")
    done = CliRunner().invoke(root, shlex.split(words)[1:])
    assert done.exit_code == 0, f"{line}: {done.output} {done.exception}"
    return done.output


_TOLD = {
    "account-lead": (
        "Coverage: 71%",
        "Amara Lindqvale",
        "On paper only:",
        "Noor Pellbright",
        "Karim Elderandrez",
    ),
    "hr": (
        "Loss together: 959730.96",
        "Kofi Strandmere cut vertex, broker",
        "11, 78",
        "Mirela Quayton broker 230",
    ),
    "alumni-programme": (
        "consents",
        "meet Vesna Arkwold Hugo Marlwind",
        "fewer than 5 not shown",
        "Osprey Rail",
    ),
}
