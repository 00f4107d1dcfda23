"""Every page and every question of both real workspaces, warm: what is shown, and how long it took.

No time is asserted; the slowest addresses are printed without what was asked for.
"""

import time
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

import pytest

from api.app import create_app
from api.endpoint import ANYONE, Endpoint
from api.house import House
from api.pages import pages
from api.routes import endpoints
from api.windows import Limit
from graphsvc.questions import QUESTIONS
from graphsvc.workspace import open_workspace
from tests.real.desk import Loaded, Show

pytestmark = pytest.mark.data
DAYS = {"chicago": "2019-07-01", "enron": "2002-01-01"}
"""Days on which there is something to show."""
SHOWN = 8
_PLENTY = Limit(1_000_000, 60)


class Reader:
    """Somebody of every role, by a token each."""

    def __init__(self, loaded: Loaded, day: str) -> None:
        workspace = open_workspace(loaded.desk.folder)
        self.house = House(workspace, rates=dict.fromkeys(("read", "what-if", "export", "login"), _PLENTY))
        self._client = create_app(workspace, house=self.house).test_client()
        self._day = day
        self._tokens: dict[str, str] = {}
        self.known: dict[str, str] = {}

    def get(self, path: str, role: str) -> tuple[int, float, Any]:
        """Returns status, milliseconds and JSON values if there are any."""
        began = time.perf_counter()
        response = self._client.get(path, headers={"Authorization": f"Bearer {self._token(role)}"})
        took = (time.perf_counter() - began) * 1_000
        return response.status_code, took, response.get_json(silent=True)

    def learn(self) -> None:
        """Finds a client with ties, and people to ask about."""
        _, _, found = self.get(f"/v1/questions/coverage-matrix?limit=200&as_of={self._day}", "hr")
        for client in dict.fromkeys(row["client"] for row in found["data"]):
            _, _, told = self.get(
                f"/v1/questions/coverage?{self._query('coverage', {'client': client})}", "hr"
            )
            tied = [row for row in told["data"] if row["contact"]] or told["data"]
            if tied:
                person = tied[0]["employee"]
                self.known = {"client": client, "person": person, "start": person}
                self.known |= {"target": tied[0]["contact"]} if tied[0]["contact"] else {}
                return

    def address(self, endpoint: Endpoint) -> str | None:
        """Returns an address with all it needs to be told, None where that is not known."""
        name = endpoint.path.rpartition("/")[2].partition(".")[0]
        if "{" in endpoint.path:
            return None
        if name not in QUESTIONS or not endpoint.takes:
            return endpoint.path
        query = self._query(name, self.known)
        return None if query is None else f"{endpoint.path}?{query}"

    def _query(self, name: str, known: Mapping[str, str]) -> str | None:
        question = QUESTIONS[name]
        fields = question.params.__dataclass_fields__
        words = {each: fields[each].metadata["words"] for each in fields}
        needed = [each for each, said in words.items() if not said.is_optional]
        if not set(needed) <= known.keys():
            return None
        given = {each: known[each] for each in needed} | ({"as_of": self._day} if "as_of" in fields else {})
        return urlencode(given | ({} if question.preset else {"purpose": "account-review"}))

    def _token(self, role: str) -> str:
        if role not in self._tokens:
            person = self.known.get("person", "") if role == "own" else ""
            accounts = "all" if role == "account_lead" else ""
            name = f"real {role} {time.time_ns()}"
            made = self.house.register.new_token(name, role=role, accounts=accounts, person=person, days=1)
            self._tokens[role] = made
        return self._tokens[role]


def visited(reader: Reader) -> Iterator[tuple[float, str, int]]:
    """Yields milliseconds, path and status of every address, asked twice."""
    for endpoint in (*endpoints(), *pages()):
        roles = sorted(endpoint.roles - {ANYONE}) or ["hr"]
        role = next((each for each in ("hr", "account_lead") if each in roles), roles[0])
        address = reader.address(endpoint) if endpoint.method == "GET" else None
        if address is None:
            continue
        reader.get(address, role)
        status, took, _ = reader.get(address, role)
        yield took, endpoint.path, status


@pytest.mark.parametrize("name", DAYS)
def test_every_page_and_question_answers(name: str, request: pytest.FixtureRequest, show: Show) -> None:
    reader = Reader(request.getfixturevalue(name), DAYS[name])
    reader.learn()

    found = sorted(visited(reader), reverse=True)
    reader.house.close()

    show(
        f"{name}, warm, the slowest of {len(found)}", [f"{ms:.0f} ms {path}" for ms, path, _ in found[:SHOWN]]
    )
    assert {path: status for _, path, status in found if status >= 500} == {}
    assert len(found) > len(QUESTIONS)
