"""Moving windows of requests."""

import threading

from api.windows import Limit, Windows
from tests.graphsvc.hand import MINUTE, Hand

TWO = Limit(2, 60)
ANA = ("read", "ana")


def test_a_request_counts_for_as_long_as_its_window_lasts() -> None:
    clock = Hand()
    windows = Windows(clock)
    windows.hit(TWO, ANA)
    clock.at += MINUTE // 2
    windows.hit(TWO, ANA)

    refused = windows.hit(TWO, ANA)
    clock.at += refused
    at_the_end = windows.hit(TWO, ANA)
    clock.at += 1
    after = windows.hit(TWO, ANA)

    assert (refused, at_the_end, after) == (MINUTE // 2, 1, 0)


def test_what_is_refused_does_not_count() -> None:
    clock = Hand()
    windows = Windows(clock)
    for _ in range(9):
        windows.hit(TWO, ANA)
    clock.at += MINUTE + 1

    assert [windows.hit(TWO, ANA) for _ in range(3)] == [0, 0, MINUTE]


def test_each_principal_and_each_class_has_a_window_of_its_own() -> None:
    windows = Windows(Hand())
    for _ in range(2):
        windows.hit(TWO, ANA)

    assert windows.hit(TWO, ("read", "ben")) == windows.hit(TWO, ("export", "ana")) == 0


def test_windows_that_hold_nothing_any_more_are_let_go() -> None:
    clock = Hand()
    windows = Windows(clock, most=3)
    for number in range(3):
        windows.hit(TWO, ("login", f"visitor {number}"))
    clock.at += MINUTE + 1

    windows.hit(TWO, ANA)

    assert len(windows) == 1


def test_counting_starts_no_thread() -> None:
    windows = Windows(Hand())
    before = threading.active_count()

    windows.hit(TWO, ANA)

    assert threading.active_count() == before
