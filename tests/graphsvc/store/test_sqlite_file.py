"""Connections to a file that may be moved away, put back or replaced under a running process."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from graphsvc.errors import StoreUnreachableError
from graphsvc.store.sqlite_file import SqliteFile


@pytest.fixture
def file(tmp_path: Path) -> Iterator[SqliteFile]:
    """A file with one row, which connections of both kinds were opened to."""
    found = filled(tmp_path / "a.db", 1)
    assert rows(found) == [1]
    yield found
    found.close()


def filled(path: Path, value: int) -> SqliteFile:
    """Returns a new file that holds one value."""
    found = SqliteFile(path)
    with found.write() as db:
        db.execute("CREATE TABLE one (value INTEGER)")
        db.execute("INSERT INTO one VALUES (?)", (value,))
    return found


def rows(file: SqliteFile) -> list[int]:
    """Returns the values of a file."""
    with file.read() as db:
        return [value for (value,) in db.execute("SELECT value FROM one ORDER BY value")]


def test_a_file_that_was_moved_away_is_no_longer_read(file: SqliteFile) -> None:
    file.path.rename(file.path.with_suffix(".away"))

    with pytest.raises(StoreUnreachableError, match="unable to open"):
        rows(file)


def test_a_file_that_was_put_back_is_read_again(file: SqliteFile) -> None:
    away = file.path.rename(file.path.with_suffix(".away"))
    with pytest.raises(StoreUnreachableError):
        rows(file)

    away.rename(file.path)

    assert rows(file) == [1]


def test_a_file_that_was_moved_away_is_not_made_anew(file: SqliteFile) -> None:
    away = file.path.rename(file.path.with_suffix(".away"))

    with pytest.raises(StoreUnreachableError, match="unable to open"), file.write():
        pass

    assert not file.path.exists()
    away.rename(file.path)
    assert rows(file) == [1]


def test_a_file_that_was_replaced_is_read_as_it_is_now(file: SqliteFile) -> None:
    with closing(filled(file.path.with_name("b.db"), 2)) as other:
        assert rows(other) == [2]

    file.scrub()  # what is replaced must have no log

    other.path.replace(file.path)

    assert rows(file) == [2]


def test_what_is_written_after_a_replacement_lies_in_the_new_file(file: SqliteFile) -> None:
    filled(file.path.with_name("b.db"), 2).close()
    file.scrub()
    file.path.with_name("b.db").replace(file.path)

    with file.write() as db:
        db.execute("INSERT INTO one VALUES (3)")

    assert rows(file) == [2, 3]


def test_connections_are_used_again_while_the_file_stays(file: SqliteFile) -> None:
    with file.read() as first:
        pass

    with file.read() as second:
        assert second is first
