"""The compose file is one that Docker accepts, and it keeps to the rules for a server on a shared host."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "docker-compose.yml"


def compose() -> list[str] | None:
    """The command that understands compose files here, if one is installed."""
    if shutil.which("docker"):
        plugin = subprocess.run(["docker", "compose", "version"], capture_output=True, check=False)
        if plugin.returncode == 0:
            return ["docker", "compose"]
    return ["docker-compose"] if shutil.which("docker-compose") else None


def test_docker_accepts_the_compose_file() -> None:
    command = compose()
    if command is None:
        pytest.skip("neither `docker compose` nor `docker-compose` is installed")

    done = subprocess.run(
        [*command, "-f", str(FILE), "config", "--quiet"], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_ports_are_published_on_this_machine_only() -> None:
    ports = [
        line.split('"')[1] for line in FILE.read_text().splitlines() if line.strip().startswith('- "127')
    ]

    assert ports == ["127.0.0.1:7474:7474", "127.0.0.1:7687:7687", "127.0.0.1:8080:8080"]


def test_only_the_web_container_listens_on_all_addresses_and_says_it_is_one() -> None:
    listening = [line for line in FILE.read_text().splitlines() if "0.0.0.0" in line]  # noqa: S104

    assert [line.strip() for line in listening] == ['command: ["serve", "--host", "0.0.0.0", "--container"]']


def test_no_password_stands_in_the_file() -> None:
    text = FILE.read_text()

    assert "NEO4J_AUTH_PATH: /run/secrets/neo4j_auth" in text
    assert "NEO4J_AUTH:" not in text
