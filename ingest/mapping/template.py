"""An empty canonical file to fill in: its headers and one fictional row that shows the form."""

import csv
import io

from graphsvc.errors import NotFoundError
from ingest.mapping.mapping import Mapping, bundled


def template(name: str) -> str:
    """Returns the text of a canonical CSV file: headers and one example row.

    Args:
        name: name of the canonical file, such as `employees`.

    Raises:
        NotFoundError: no canonical file has that name.
    """
    if name not in templates():
        message = f"no template {name!r}; there are: {', '.join(templates())}"
        raise NotFoundError(message)
    example = Mapping.load(name).document.example
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(example)
    writer.writerow(example.values())
    return text.getvalue()


def templates() -> list[str]:
    """Returns the names of the canonical files, sorted."""
    return [name for name in bundled() if Mapping.load(name).document.example]


def has_template(name: str) -> bool:
    """Returns whether a mapping reads a canonical file, so that there is one to fill in."""
    return name in bundled() and bool(Mapping.load(name).document.example)
