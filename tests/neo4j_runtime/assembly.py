"""Brings the server's jars into a shared cache once, whole or not at all, however many sessions start."""

import fcntl
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LTS = "5.26.25"
"""The Neo4j version the tests run on by default; the long-term line."""

_POM = Path(__file__).with_name("pom.xml")
_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
_MAVEN_SECONDS = 600


class CannotAssembleError(Exception):
    """No server can be made here; the message says why, and becomes the reason of the skipped tests."""


def jars(version: str = LTS) -> Path:
    """Return the folder of the server's jars, filling the cache at the first call.

    Raises:
        CannotAssembleError: Java or Maven are missing, Java is too old, or Maven cannot reach the jars.
    """
    _check_java(version)
    cache = _cache()
    cache.mkdir(parents=True, exist_ok=True)
    with _locked(cache / f"{version}.lock"):
        if not (cache / version).is_dir():
            _fill(cache, version)
    return cache / version / "lib"


def is_lts(version: str) -> bool:
    """Tell whether a version is of the 5.26 line, whose main class and Java differ from the monthly line."""
    return version.startswith("5.")


def _cache() -> Path:
    home = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(home).expanduser() / "graphsvc" / "neo4j"


def _check_java(version: str) -> None:
    needed = 17 if is_lts(version) else 21
    found = _java_major()
    if found < needed:
        text = f"Neo4j {version} needs Java {needed}, `java -version` says {found}: install a newer one"
        raise CannotAssembleError(text)


def _java_major() -> int:
    java = _tool("java")
    shown = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)
    found = re.search(r'version "(\d+)', shown.stderr)
    return int(found.group(1)) if found else 0


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        text = f"no `{name}` on the PATH: install it, or set GRAPHSVC_TEST_NEO4J_URI to a server of your own"
        raise CannotAssembleError(text)
    return found


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _fill(cache: Path, version: str) -> None:
    with tempfile.TemporaryDirectory(dir=cache, prefix=f".{version}-") as folder:
        whole = Path(folder) / "whole"
        _copy_jars(whole / "lib", version)
        whole.rename(cache / version)


def _copy_jars(into: Path, version: str) -> None:
    command = [_tool("mvn"), "-q", "-B", "-f", str(_POM), _COPY, "-DincludeScope=runtime"]
    command += [f"-Dneo4j.version={version}", f"-DoutputDirectory={into}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_MAVEN_SECONDS)
    if done.returncode != 0:
        text = (
            f"Maven could not collect the jars of Neo4j {version}: {done.stdout[-600:]}{done.stderr[-200:]}"
        )
        raise CannotAssembleError(text)
