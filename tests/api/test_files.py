"""Files that are sent while they are made: memory that does not grow, and nothing left when a reader goes."""

import csv
import io
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from werkzeug.test import EnvironBuilder

from api.answer import Dumped
from api.files import Stream, csv_stream
from api.house import House
from api.sheet import xlsx_stream
from graphsvc.errors import StoreUnreachableError
from graphsvc.key import new_key
from graphsvc.questions.portfolio import PORTFOLIO
from graphsvc.shape import field
from graphsvc.store.port import View
from tests.api.service import Service
from tests.api.serving import serving

PATH = "/export/portfolio.csv"
SHEET = "/export/portfolio.xlsx"
Make = Callable[[Dumped, View], Stream]


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrow:
    """A row of one client."""

    client: str = field(label="Client", help="The client.", node="Organisation")
    note: str = field(label="Note", help="Some words.")


def many(rows: int) -> Dumped:
    """Returns an answer of so many rows, each about a client of its own that nobody knows."""
    keys = (new_key("o", "many", at) for at in range(rows))
    return Dumped(
        question=replace(PORTFOLIO, row=Narrow),
        rows=[{"client": key, "note": "=words"} for key in keys],
        summary={},
        basis="none",
        as_of=date(2024, 10, 4),
        evidence=[],
    )


def peak(make: Make, found: Dumped, view: View) -> int:
    """Returns the most bytes that making and sending a file holds at once."""
    tracemalloc.start()
    try:
        for _ in make(found, view):
            pass
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of temporary files."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def views(service: Service, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Returns the views that are open at the moment."""
    found: list[str] = []
    lend = House.view

    @contextmanager
    def counted(house: House) -> Iterator[View]:
        with lend(house) as view:
            found.append("open")
            try:
                yield view
            finally:
                found.pop()

    monkeypatch.setattr(House, "view", counted)
    assert service.clock.at
    return found


def begun(
    service: Service, path: str, token: str, *, method: str = "GET", accept: str = "identity"
) -> Iterator[bytes]:
    """Returns the body of an answer, of which nothing is read yet; whoever has it closes it."""
    builder = EnvironBuilder(
        path=path, method=method, headers=[("Authorization", f"Bearer {token}"), ("Accept-Encoding", accept)]
    )
    body: Iterator[bytes] = iter(service.app.wsgi_app(builder.get_environ(), lambda *_: lambda _: None))
    return body


@pytest.mark.timeout(300)
@pytest.mark.parametrize("make", [csv_stream, xlsx_stream])
def test_the_memory_of_a_file_does_not_grow_with_its_rows(service: Service, make: Make) -> None:
    few, lots = many(1_000), many(50_000)

    with service.house.view() as view:
        peak(make, few, view)
        ratio = peak(make, lots, view) / peak(make, few, view)

    assert ratio < 4  # of 50 times the rows


def test_a_file_holds_every_row_with_its_names(service: Service) -> None:
    found = many(2_001)
    key = found.rows[0]["client"]

    with service.house.view() as view:
        text = b"".join(csv_stream(found, view)).decode()
        book = io.BytesIO(b"".join(xlsx_stream(found, view)))

    rows = list(csv.reader(io.StringIO(text)))
    cells = list(openpyxl.load_workbook(book)["Answer"].values)
    assert len(rows) == 2_002
    assert rows[:2] == [["client", "client_name", "note"], [key, key, "'=words"]]  # nobody knows its name
    assert cells[:2] == [("Client", "Note", "Client (key)"), (key, "'=words", key)]
    assert [cell[2] for cell in cells[1:]] == [row[0] for row in rows[1:]]


def test_the_view_is_open_while_a_csv_is_sent_and_closed_with_its_last_row(
    service: Service, views: list[str]
) -> None:
    body = begun(service, PATH, service.token("hr"))
    next(body)
    meanwhile = list(views)

    rest = list(body)

    assert (meanwhile, rest != [], views) == (["open"], True, [])


@pytest.mark.parametrize("path, accept", [(PATH, "identity"), (PATH, "gzip"), (SHEET, "identity")])
def test_a_reader_who_goes_leaves_no_view_and_no_file(
    service: Service, views: list[str], temporary: Path, path: str, accept: str
) -> None:
    token = service.token("hr")
    unread = begun(service, path, token, accept=accept)
    unread.close()  # type: ignore[attr-defined]
    begun_to_read = begun(service, path, token, accept=accept)
    next(begun_to_read)

    begun_to_read.close()  # type: ignore[attr-defined]

    assert (views, list(temporary.iterdir())) == ([], [])


def test_whoever_asks_for_the_head_alone_leaves_no_view(service: Service, views: list[str]) -> None:
    body = begun(service, PATH, service.token("hr"), method="HEAD")

    body.close()  # type: ignore[attr-defined]

    assert views == []


def test_a_workbook_that_breaks_off_leaves_no_file(
    service: Service, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = many(10)

    def gone(*_: object) -> None:
        raise StoreUnreachableError("gone")

    with service.house.view() as view:
        monkeypatch.setattr(view, "get", gone)
        with pytest.raises(StoreUnreachableError):
            xlsx_stream(found, view)

    assert list(temporary.iterdir()) == []


def test_a_file_whose_export_cannot_be_logged_is_not_sent(
    service: Service, views: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    token = service.token("hr")

    def full(*_: object) -> None:
        raise StoreUnreachableError("the disk is full")

    monkeypatch.setattr(service.house.audit, "append_all", full)

    assert service.get(PATH, token).status_code == 503
    assert views == []


@pytest.mark.enable_socket
def test_the_server_sends_it_in_pieces_with_name_and_tag(service: Service, views: list[str]) -> None:
    token = service.token("hr")
    plain = service.get("/v1/questions/portfolio", token, Accept="text/csv")
    text = plain.data
    with serving(service) as address:
        whole = address.get(PATH, token)
        with address.begin(
            f"GET {PATH} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n".encode()
        ):
            pass  # and away
        until = time.monotonic() + 20
        while views and time.monotonic() < until:
            time.sleep(0.01)

    assert whole.status == 200
    assert whole.body == text
    assert plain.headers["ETag"]
    assert plain.headers["Content-Disposition"] == 'attachment; filename="portfolio.csv"'
    assert views == []
