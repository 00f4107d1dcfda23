"""The line of a TOML file that says something: the parser keeps no line numbers, people need them."""

import re
from collections.abc import Mapping

_ARRAY = re.compile(r"\s*\[\[\s*([\w.\s-]+?)\s*\]\]")
_TABLE = re.compile(r"\s*\[\s*([\w.\s-]+?)\s*\]")
_KEY = re.compile(r"\s*[\"']?([\w-]+)[\"']?\s*=")


def lines_of(text: str) -> Mapping[str, int]:
    """Returns the line of every key and table of a mapping file, by its path.

    Arrays are counted: `table[0].record[1].fields.role`. Inline tables stand on the line of their key.
    """
    found: dict[str, int] = {}
    counts: dict[str, int] = {}
    here = ""
    for number, line in enumerate(text.splitlines(), start=1):
        array, table, key = _ARRAY.match(line), _TABLE.match(line), _KEY.match(line)
        if array:
            here = _next_item(array[1], counts)
        elif table:
            here = _resolved(table[1], counts)
        if array or table:
            found.setdefault(here, number)
        elif key:
            found.setdefault(f"{here}.{key[1]}".lstrip("."), number)
    return found


def line_at(lines: Mapping[str, int], path: str) -> int:
    """Returns the line of a path, of the nearest path around it, or 1."""
    while path:
        if path in lines:
            return lines[path]
        path = path.rpartition(".")[0]
    return 1


def _next_item(name: str, counts: dict[str, int]) -> str:
    head, _, last = name.replace(" ", "").rpartition(".")
    prefix = _resolved(head, counts)
    path = f"{prefix}.{last}".lstrip(".")
    counts[path] = counts.get(path, -1) + 1
    return f"{path}[{counts[path]}]"


def _resolved(name: str, counts: Mapping[str, int]) -> str:
    path = ""
    for part in filter(None, name.replace(" ", "").split(".")):
        path = f"{path}.{part}".lstrip(".")
        if path in counts:
            path = f"{path}[{counts[path]}]"
    return path
