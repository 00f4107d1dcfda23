"""OWASP API 2023 rows 4 and 6: what one caller may use up, and that it shows who reads very many people."""

import logging
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from api.routes.questions import MOST_EXPORTED
from graphsvc.case import MOST_PEOPLE
from graphsvc.store.jobs import QUOTA
from graphsvc.workspace import Privacy
from tests.api.bureau import opened
from tests.api.service import Service, build, copied
from tests.graphsvc.firm import Firm
from tests.graphsvc.hand import DAY

PURPOSE = "purpose=internal-move"
LIST = f"/v1/questions/bridge-people?{PURPOSE}"


def crowd() -> Firm:
    """Returns a firm of one more employee than a what-if takes, the first eight in a chain of ties."""
    firm = Firm()
    firm.organisation("acme")
    names = [f"e{number}" for number in range(MOST_PEOPLE + 1)]
    for name in names:
        firm.employee(name, "Audit")
    for one, other in pairwise(names[:8]):
        firm.tie(one, other, 0.9)
    return firm


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the crowd, published; not to be changed."""
    return build(tmp_path_factory.mktemp("crowd") / "firm", written=crowd())


@pytest.fixture
def many(template: Path, tmp_path: Path) -> Iterator[Service]:
    """A service of the crowd that lets one ask what-ifs about everybody, and read three people a day."""
    limits = "what_ifs = 1000\nbulk_reads = 3\n"
    yield from copied(template, tmp_path / "firm", key=crowd().key, extra=limits)


# 4: resources


def test_a_what_if_takes_fifty_people(many: Service) -> None:
    asking, people = many.token("hr"), [many.key[f"e{number}"] for number in range(MOST_PEOPLE + 1)]

    case = many.case(asking, *people[:MOST_PEOPLE])
    answers = [
        many.post("/v1/actions/open-case", asking, {"person": people, "purpose": "internal-move"}),
        many.post("/v1/actions/add-to-case", asking, {"case": case, "person": people[MOST_PEOPLE:]}),
    ]

    assert MOST_PEOPLE == 50
    assert [answer.status_code for answer in answers] == [422, 422]
    assert all("at most 50 people, this would be 51" in answer.get_json()["detail"] for answer in answers)


@pytest.mark.parametrize("target, hops", [("e2", [2]), ("e3", [3]), ("e4", [])])
def test_a_way_has_three_ties_at_most(many: Service, target: str, hops: list[int]) -> None:
    asking = many.token("account_lead", accounts="all", person="e0")
    path = f"/v1/questions/introductions?start={many.key['e0']}&target={many.key[target]}"

    rows = many.get(path, asking).get_json()["data"]

    assert [row["hops"] for row in rows] == hops


@pytest.mark.parametrize(
    "path", ["/export/bridge-people.csv", "/export/bridge-people.xlsx", "/v1/questions/bridge-people"]
)
def test_a_file_has_a_size_whatever_way_it_is_asked_for(
    many: Service, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr("api.routes.questions.MOST_EXPORTED", 2)

    answer = many.get(f"{path}?{PURPOSE}", many.token("hr"), Accept="text/csv")

    assert MOST_EXPORTED == 100_000
    assert (answer.status_code, answer.get_json()["type"].rpartition("/")[2]) == (413, "too-large")


def test_nobody_has_more_jobs_than_the_quota(tmp_path: Path) -> None:
    for office in opened(tmp_path / "office"):
        one, other = office.token("admin"), office.token("admin")

        statuses = [office.order(one, "employees").status_code for _ in range(QUOTA + 1)]

        assert statuses == [202] * QUOTA + [429]
        assert office.order(other, "employees").status_code == 202
        office.work()
        assert office.order(one, "employees").status_code == 202


# 6: sensitive flows


def bulk(here: Service) -> list[dict[str, object]]:
    """Returns what oversight is told of bulk reads."""
    found: list[dict[str, object]] = here.get("/v1/oversight", here.token("oversight")).get_json()["bulk"]
    return found


def test_who_reads_very_many_people_is_shown_to_oversight_once_and_logged(
    many: Service, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "graphsvc")
    asking = many.token("hr")
    paths = [f"/v1/people/{many.key[f'e{number}']}?{PURPOSE}" for number in (0, 1, 2, 3, 4)]

    told = []
    for path in [*paths[:3], paths[0], *paths[3:]]:
        many.get(path, asking)
        told.append(len(bulk(many)))

    [row] = bulk(many)
    assert told == [0, 0, 0, 0, 1, 1]
    assert row == {"day": "2023-11-14", "who": many.house.audit.subject("token:t0")[:16], "most": 3}
    logged = [record.__dict__["told"] for record in caplog.records if record.msg == "bulk-read"]
    assert logged == [{"who": many.house.pseudonym("token:t0"), "most": 3}]
    page = many.get("/oversight", many.token("oversight")).get_data(as_text=True)
    assert str(row["who"]) in page


@pytest.mark.parametrize(
    "path, accept",
    [
        (LIST, ""),
        (LIST, "text/csv"),
        (f"/export/bridge-people.xlsx?{PURPOSE}", ""),
        (f"/ask/bridge-people?{PURPOSE}", ""),
    ],
)
def test_a_list_counts_whom_it_shows_in_every_form(many: Service, path: str, accept: str) -> None:
    many.get(path, many.token("hr"), **({"Accept": accept} if accept else {}))

    assert [row["most"] for row in bulk(many)] == [3]


def test_a_page_of_a_list_counts_what_it_shows_and_the_next_the_rest(many: Service) -> None:
    asking = many.token("hr")
    first = many.get(f"{LIST}&limit=3", asking).get_json()
    before = bulk(many)

    many.get(f"{LIST}&limit=3&cursor={first['next_cursor']}", asking)

    assert (len(first["data"]), before, len(bulk(many))) == (3, [], 1)


def test_a_new_day_and_another_reader_begin_anew(many: Service) -> None:
    tokens = [many.token("hr") for _ in range(2)]
    paths = [f"/v1/people/{many.key[f'e{number}']}?{PURPOSE}" for number in range(4)]

    for token in tokens:
        for path in paths[:2]:
            many.get(path, token)
    many.clock.at += DAY // 2
    for path in paths[2:]:
        many.get(path, tokens[0])

    assert bulk(many) == []


def test_ones_own_page_and_a_what_if_are_no_bulk_read(many: Service) -> None:
    """What-ifs have a budget of their own, and their people are nobody else's business."""
    own = many.token("own", person="e0")
    lead = many.token("account_lead", accounts="all", person="e1")
    case = many.case(lead, *(f"e{number}" for number in range(9)), purpose="account-review")

    many.get(f"/v1/people/{many.key['e0']}", own)
    many.get(f"/v1/questions/departure-impact?case={case}", lead)

    assert bulk(many) == []


def test_the_number_is_set_in_one_place(many: Service) -> None:
    settings = many.get("/v1/oversight", many.token("oversight")).get_json()["settings"]

    assert {row["name"]: row["value"] for row in settings}["Bulk reads"] == "3"
    assert Privacy().bulk_reads == 250
