"""Configuration: read once, checked at once, every bad value with its line."""

import stat
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from graphsvc.errors import ConfigurationError, StoreUnreachableError
from graphsvc.workspace import Feed, open_workspace, rewrite_url, rooted, today

GOOD = """\
[firm]
name = "Harbour & Vale"
domains = ["harbourvale.example"]
time_zone = "Europe/Oslo"
levels = ["Analyst", "Partner"]

[privacy]
people = "team"

[[feed]]
name = "hr"
mapping = "employees"
paths = ["exports/employees.csv"]

[[feed]]
name = "mail"
reader = "mbox"
paths = ["*.mbox"]
covers = ["ana@harbourvale.example"]
earliest = 2010-01-01
max_rejected = 0.2
"""

BAD = """\
[firm]
name = ""
currency = "euro"
time_zone = "Mars/Base"
as_of = "2026-06-30"

[privacy]
people = "all"

[[feed]]
name = "hr"
paths = []
mapping = "employees"

[[feed]]
name = "CRM"
paths = ["a.csv"]
max_rejected = 2
colour = "red"
covers = "everybody"
"""


def write(root: Path, text: str) -> Path:
    (root / "graphsvc.toml").write_text(text, encoding="utf-8")
    return root


def test_a_workspace_is_what_its_file_says(tmp_path: Path) -> None:
    found = open_workspace(write(tmp_path, GOOD))

    assert found.firm.name == "Harbour & Vale"
    assert found.firm.levels == ("Analyst", "Partner")
    assert (found.firm.currency, found.privacy.people, found.is_demo) == ("EUR", "team", False)
    assert found.store_url == f"sqlite:{tmp_path / 'graph.db'}"
    assert (found.snapshots, found.audit_path) == (tmp_path / "snapshots", tmp_path / "audit.db")
    assert found.sources == ("hr", "mail")
    assert found.feed("mail") == Feed(
        name="mail",
        reader="mbox",
        paths=("*.mbox",),
        covers=("ana@harbourvale.example",),
        earliest=date(2010, 1, 1),
        max_rejected=0.2,
    )


def test_every_bad_value_is_named_at_once_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        open_workspace(write(tmp_path, BAD))

    lines = {line.split(": ", 1)[0].rpartition(":")[2]: line for line in str(caught.value).splitlines()}
    assert {int(number) for number in lines} == {2, 3, 4, 5, 8, 12, 16, 18, 19, 20}
    assert "firm.currency: write an ISO 4217 code, such as EUR" in lines["3"]
    assert "firm.as_of: write a date without quotes, such as 2026-06-30" in lines["5"]
    assert "feed.1.colour: Unknown field" in lines["19"]
    assert 'feed.1.covers: write "owner", "all", "none" or a list of addresses' in lines["20"]
    assert caught.value.exit_code == 2


def test_a_feed_says_what_its_files_are(tmp_path: Path) -> None:
    text = '[firm]\nname = "H"\n[[feed]]\nname = "hr"\npaths = ["a.csv"]\n'

    with pytest.raises(
        ConfigurationError, match=r':3: feed.0.mapping: say what the files are: mapping = "NAME"'
    ):
        open_workspace(write(tmp_path, text))


@pytest.mark.parametrize("names, said", [(("hr", "hr"), "hr"), (("app",), "app")])
def test_feed_names_differ_and_app_is_reserved(tmp_path: Path, names: tuple[str, ...], said: str) -> None:
    feeds = "".join(f'[[feed]]\nname = "{name}"\npaths = ["a"]\nmapping = "employees"\n' for name in names)

    with pytest.raises(ConfigurationError, match=rf"feed names must differ and 'app' is reserved: {said}"):
        open_workspace(write(tmp_path, f'[firm]\nname = "H"\n{feeds}'))


@pytest.mark.parametrize("line", ['currency = "EUR\\n"', '[[feed]]\nname = "hr\\n"\npaths = ["a"]'])
def test_a_name_does_not_end_in_a_new_line(tmp_path: Path, line: str) -> None:
    with pytest.raises(ConfigurationError, match=r"ISO 4217|use a-z"):
        open_workspace(write(tmp_path, f'[firm]\nname = "H"\n{line}\n'))


def test_a_folder_without_a_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"no graphsvc.toml in .* 'graphsvc demo DIR'"):
        open_workspace(tmp_path)


def test_broken_toml_is_named_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"graphsvc.toml: .*line 2"):
        open_workspace(write(tmp_path, "[firm]\nname = \n"))


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    (tmp_path / "graphsvc.toml").write_text('[firm]\nname = "H"\n', encoding="utf-8-sig")

    assert open_workspace(tmp_path).firm.name == "H"


def test_the_environment_beats_the_file(tmp_path: Path) -> None:
    url = "neo4j://db.example:7687"

    found = open_workspace(write(tmp_path, GOOD), environment={"GRAPHSVC_STORE_URL": url})

    assert found.store_url == url


def test_an_unknown_feed_lists_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"feed 'crm' is not in graphsvc.toml; it has: hr, mail"):
        open_workspace(write(tmp_path, GOOD)).feed("crm")


def test_a_demo_says_as_whom_one_looks_at_it_and_nothing_else_does(tmp_path: Path) -> None:
    demo = '\n[demo]\nseed = 1\n[demo.stands_for]\nown = "ann@firm.example"\n'

    assert open_workspace(write(tmp_path, GOOD + demo)).stands_for == {"own": "ann@firm.example"}
    assert open_workspace(write(tmp_path, GOOD)).stands_for == {}
    with pytest.raises(ConfigurationError, match="stands_for"):
        open_workspace(write(tmp_path, GOOD + demo.replace("own =", "admin =")))


def test_the_marker_of_a_demo_is_kept(tmp_path: Path) -> None:
    assert open_workspace(write(tmp_path, GOOD + "\n[demo]\nseed = 1\n")).is_demo


def test_today_is_pinned_else_the_day_in_the_firms_time_zone(tmp_path: Path) -> None:
    late = datetime(2026, 6, 30, 23, tzinfo=UTC)
    plain = open_workspace(write(tmp_path, GOOD))
    pinned = open_workspace(write(tmp_path, GOOD.replace("[privacy]", "as_of = 2025-01-31\n[privacy]")))

    assert today(plain, now=late) == date(2026, 7, 1)  # Oslo is two hours ahead in summer
    assert today(pinned, now=late) == date(2025, 1, 31)


def test_the_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    workspace = open_workspace(write(tmp_path, GOOD))

    first = workspace.secret()

    assert len(first) == 32
    assert workspace.secret() == first
    assert stat.S_IMODE((tmp_path / ".graphsvc-secret").stat().st_mode) == 0o600


def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    workspace = open_workspace(write(tmp_path, GOOD))
    (tmp_path / ".graphsvc-secret").mkdir()

    with pytest.raises(StoreUnreachableError, match="Give the workspace folder write permission"):
        workspace.secret()


@pytest.mark.parametrize(
    "url, said",
    [
        ("sqlite:graph.db", "sqlite:/firm/graph.db"),
        ("sqlite:/else/graph.db", "sqlite:/else/graph.db"),
        ("neo4j://host:7687", "neo4j://host:7687"),
    ],
)
def test_a_relative_store_lies_in_the_workspace(url: str, said: str) -> None:
    assert rooted(url, Path("/firm")) == said


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        GOOD.replace("[privacy]", '[store]\nurl = "sqlite:old.db"  # here\n\n[privacy]'),
        '[firm]\nname = "H"\n',
        '[store]\nurl = "sqlite:old.db"\n[firm]\nname = "H"\n',
        '[firm]\nname = "H"\n[store]\n',
    ],
)
def test_another_store_is_written_into_the_file_and_the_rest_stays(tmp_path: Path, text: str) -> None:
    before = open_workspace(write(tmp_path, text))

    rewrite_url(before, "neo4j://db.example:7687")

    after = open_workspace(tmp_path)
    assert after.store_url == "neo4j://db.example:7687"
    assert (after.firm, after.feeds, after.privacy) == (before.firm, before.feeds, before.privacy)


def test_a_limit_of_age_is_at_least_an_hour(tmp_path: Path) -> None:
    text = '[firm]\nname = "H"\n[serve]\nmax_age_hours = {}\n'

    assert open_workspace(write(tmp_path, text.format(26))).serve.max_age_hours == 26
    with pytest.raises(ConfigurationError, match=r":4: serve.max_age_hours"):
        open_workspace(write(tmp_path, text.format(0)))
