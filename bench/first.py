"""``python -m bench.first WORKSPACE [--every|--listen]``: a service from its start to the first answer.

With `--every` all questions that can be asked are asked after it; `--listen` counts what is compiled
meanwhile, which imports the compiler.
"""

import json
import sys
import typing
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask.testing import FlaskClient

from api.app import create_app
from api.house import House
from graphsvc.questions import QUESTIONS
from graphsvc.shape import words_of
from graphsvc.workspace import open_workspace


def main(root: str, mode: str = "") -> None:
    """Answers and prints what was asked and whether the compiler was there."""
    compiled = _listen() if mode == "--listen" else []
    workspace = open_workspace(Path(root))
    house = House(workspace)
    name = f"bench {len(house.register.tokens())}"
    token = house.register.new_token(name, role="hr", accounts="", person="", days=1)
    client = create_app(workspace, house=house).test_client()
    rows = _answer(client, token, "portfolio", {})
    asked = list(_every(client, token, rows)) if mode else []
    told = {"has_compiler": "numba" in sys.modules, "compilations": len(compiled) // 2}
    print(json.dumps({**told, "requests": len(asked), "asked": asked}))
    house.close()


def _answer(client: FlaskClient, token: str, name: str, given: dict[str, str]) -> list[dict[str, Any]]:
    path = f"/v1/questions/{name}?{urlencode(given | _why(name))}"
    response = client.get(path, headers={"Authorization": f"Bearer {token}"})
    if response.status_code != 200:  # noqa: PLR2004 - HTTP
        sys.exit(response.get_data(as_text=True))
    found: list[dict[str, Any]] = response.get_json()["data"]
    return found


def _why(name: str) -> dict[str, str]:
    return {} if QUESTIONS[name].preset else {"purpose": "account-review"}


def _every(client: FlaskClient, token: str, rows: list[dict[str, Any]]) -> Iterator[str]:
    """Asks every question of HR whose parameters are known from the answers before."""
    found = {"client": rows[-1]["client"]}
    [tie, *_] = _answer(client, token, "coverage", found)
    found |= {"person": tie["employee"], "start": tie["employee"], "target": tie["contact"]}
    for name, question in QUESTIONS.items():
        words = words_of(typing.cast("Any", question.params))
        needed = {each for each, said in words.items() if not said.is_optional}
        if "hr" in question.roles and needed <= found.keys() and name != "departure-impact":
            _answer(client, token, name, {each: found[each] for each in needed})
            yield name


def _listen() -> list[Any]:
    """Returns a list that grows with every compilation."""
    event: Any = import_module("numba.core.event")
    heard = event.RecordingListener()
    event.register("numba:compile", heard)
    found: list[Any] = heard.buffer
    return found


if __name__ == "__main__":
    main(*sys.argv[1:])
