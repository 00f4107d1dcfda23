"""What is worked out of a publication once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest

from graphsvc.snapshot.once import Once


def never() -> Any:
    """Fails: it is made already."""
    raise AssertionError


def test_what_was_made_is_not_made_again() -> None:
    once = Once()
    first = once.get("a", list[int])

    assert once.get("a", never) is first


def test_what_is_nothing_is_kept_too() -> None:
    once = Once()
    once.get("a", lambda: None)

    assert once.get("a", lambda: 1) is None


def test_the_thing_asked_for_longest_ago_goes_first() -> None:
    once = Once(most=2)
    for name in ("a", "b", "a", "c"):
        once.get(name, lambda: 1)

    assert once.get("a", never) == 1
    with pytest.raises(AssertionError):
        once.get("b", never)


def test_what_failed_is_tried_again() -> None:
    once = Once()
    with pytest.raises(AssertionError):
        once.get("a", never)

    assert once.get("a", lambda: 1) == 1


def test_one_thing_may_be_made_of_another() -> None:
    once = Once()

    assert once.get("a", lambda: once.get("b", lambda: 1) + 1) == 2


def test_who_asks_meanwhile_waits_and_who_asks_for_something_else_does_not() -> None:
    once, begun, go_on = Once(), Event(), Event()

    def slow() -> int:
        begun.set()
        assert go_on.wait(10)
        return 1

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(once.get, "a", slow)
        assert begun.wait(10)
        second = pool.submit(once.get, "a", never)
        other = once.get("b", lambda: 2)
        go_on.set()

    assert (first.result(), second.result(), other) == (1, 1, 2)
