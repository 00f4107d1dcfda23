"""A service over the files of an office, with a worker that does what was ordered when it is told to."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from werkzeug.test import TestResponse

from api.worker import Worker
from tests.api.service import PLENTY, Service
from tests.ingest.office import ACCOUNTS, CONTACTS, EMPLOYEES, MONDAY, Office

START = int(MONDAY.timestamp() * 1_000_000)
PEOPLE = (CONTACTS[0], *(f"C{n},Person {n},A1,p{n}@northwick.example,,user" for n in range(20)))
ALUMNI = (
    "name,personal_email,joined_on,left_on,last_unit,employer_now,consents,consent_date",
    "Pia Quist,pia.quist@post.example,2010-01-01,2020-01-01,Tax,Old Mill,,",
)


@dataclass(kw_only=True)
class Bureau(Service):
    """A service of an office; nothing is loaded before it is ordered."""

    key: dict[str, str] = field(default_factory=dict[str, str])
    office: Office

    def __post_init__(self) -> None:
        """Starts the application, its clock on a Monday."""
        self.clock.at = START
        super().__post_init__()

    def work(self) -> None:
        """Does every job that waits."""
        worker = Worker(workspace=self.workspace, clock=self.clock)
        while worker.once(self.house.jobs):
            pass

    def send(self, method: str, path: str, token: str, **given: Any) -> TestResponse:
        """Sends a request with a token."""
        headers = {"Authorization": f"Bearer {token}", **given.pop("headers", {})}
        return self.app.test_client().open(path, method=method, headers=headers, **given)

    def order(self, token: str, *feeds: str, **more: Any) -> TestResponse:
        """Orders a load of feeds."""
        return self.send("POST", "/v1/imports", token, json={"feeds": list(feeds), **more})

    def upload(self, token: str, feed: str, content: bytes, name: str = "mine.csv") -> TestResponse:
        """Sends a file for a feed."""
        data = {"file": (io.BytesIO(content), name)}
        return self.send("POST", f"/v1/imports/{feed}/file", token, data=data)

    def feed(self, token: str, name: str) -> dict[str, Any]:
        """Returns what is told of a feed."""
        rows = self.get("/v1/imports", token).get_json()["data"]
        found: dict[str, Any] = next(row for row in rows if row["name"] == name)
        return found


def bureau(root: Path, *, feeds: tuple[str, ...] = ("employees", "accounts", "contacts", "alumni")) -> Bureau:
    """Returns a service over the files of an office in a folder."""
    root.mkdir(exist_ok=True)
    office = Office(root=root, feeds=feeds)
    for feed, lines in written().items():
        office.write(feed, *lines)
    rates = {"read": PLENTY, "what-if": PLENTY, "export": PLENTY, "login": PLENTY}
    return Bureau(workspace=office.settle(), office=office, rates=rates)  # type: ignore[arg-type]


def written() -> dict[str, tuple[str, ...]]:
    """Returns the lines of every file."""
    return {"employees": EMPLOYEES, "accounts": ACCOUNTS, "contacts": PEOPLE, "alumni": ALUMNI}


def opened(root: Path) -> Iterator[Bureau]:
    """Yields a service and closes it."""
    found = bureau(root)
    yield found
    found.house.close()
