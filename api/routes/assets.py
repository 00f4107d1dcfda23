"""Style and script of the pages, with the hash of their content in the address: a browser keeps them."""

from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib import resources

from api.access import nobody
from api.endpoint import ANYONE, Call, Reply, endpoint
from api.problem import ProblemError
from graphsvc.shape import field

TYPES = {"style.css": "text/css; charset=utf-8", "app.js": "text/javascript; charset=utf-8"}
"""Files that are served, and what they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What the address of a file carries."""

    v: str = field(label="Version", help="Hash of the content.", default="")


@endpoint(
    "GET",
    "/assets/{name}",
    roles={ANYONE},
    scope=nobody,
    audit=None,
    query=Version,
    cache="immutable",
    needs_graph=False,
)
def asset(call: Call) -> Reply:
    """Returns a style sheet or a script."""
    name = call.path["name"]
    if name not in TYPES:
        raise ProblemError("not-found", "There is no such file.")
    return Reply(content=_content(name), headers={"Content-Type": TYPES[name]})


def asset_path(name: str) -> str:
    """Returns the address of a file, new when its content is."""
    return f"/assets/{name}?v={blake2b(_content(name), digest_size=6).hexdigest()}"


@cache
def _content(name: str) -> bytes:
    return resources.files("api").joinpath("static", name).read_bytes()
