"""What was made of one state of something."""

from graphsvc.store.memo import Memo


def never() -> str:
    """Fails: what it would make is kept already."""
    raise AssertionError


def test_a_thing_is_made_once_for_each_state_and_name() -> None:
    memo = Memo()
    memo.once(1, "a", lambda: "one")

    assert (memo.once(1, "a", never), memo.once(1, "b", lambda: "two")) == ("one", "two")
    assert memo.once(2, "a", lambda: "new") == "new"


def test_nothing_of_an_earlier_state_comes_back() -> None:
    memo = Memo()
    memo.keep(memo.known(1, "a"), "a", "never kept")
    for state in (1, 2, 1):
        assert memo.known(state, "a") is None
        memo.keep(state, "a", state)

    assert memo.known(1, "a") == 1


def test_what_is_made_of_a_state_that_has_passed_is_not_kept() -> None:
    memo = Memo()

    def passes() -> str:
        memo.once(2, "a", lambda: "new")
        return "old"

    assert memo.once(1, "a", passes) == "old"
    assert memo.once(2, "a", never) == "new"


def test_nothing_made_may_be_kept_too() -> None:
    memo = Memo()
    memo.once(1, "a", lambda: None)

    assert memo.once(1, "a", never) is None


def test_a_full_memo_begins_anew() -> None:
    memo = Memo(2)
    for name in "abc":
        memo.once(1, name, lambda: "made")

    assert len(memo) == 1
    memo.forget()
    assert len(memo) == 0
