"""Further addresses of the people on the roster: what somebody at the firm would have added by hand.

The roster spells several addresses as nobody wrote them. A second roster has addresses without a domain
and the same names; the firm also gave everybody the initial and the surname as an address.
"""

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

_DOMAIN = "enron.com"
_GAP = re.compile(r"\s{2,}|\t")


def write_aliases(data: Path, path: Path) -> None:
    """Writes the canonical `employees` file of the roster's people with their further addresses."""
    people = list(_people(data / "enron" / "roster_custodians_edo.tsv"))
    second = dict(_second(data / "enron" / "roster_parafac_employees.tsv"))
    short = Counter(_short(name) for _, _, name in people)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "name", "email", "aliases"))
        for folder, address, name in people:
            locals_ = {local for local, words in second.items() if words <= _words(name)}
            locals_ |= {_short(name)} if short[_short(name)] == 1 else set()
            aliases = {f"{local}@{_DOMAIN}" for local in locals_} - {address}
            writer.writerow((folder, name, address, ";".join(sorted(aliases))))


def _people(path: Path) -> Iterator[tuple[str, str, str]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        folder, address, name, *_ = line.split("\t")
        yield folder, address, name


def _second(path: Path) -> Iterator[tuple[str, frozenset[str]]]:
    """Yields the local part and the words of the name of everybody whom the second roster names."""
    by_name: dict[frozenset[str], list[str]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        local, name, *_ = _GAP.split(line)
        if name.strip("x"):
            by_name[_words(name)].append(local)
    for words, several in by_name.items():
        yield from ((local, words) for local in several)


def _words(name: str) -> frozenset[str]:
    return frozenset(name.casefold().split())


def _short(name: str) -> str:
    first, *_, last = name.casefold().split()
    return f"{first[0]}{last}"
