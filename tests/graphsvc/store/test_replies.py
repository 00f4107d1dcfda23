"""Answers kept under a key: the same again, never another's, never a refusal, a day long."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from graphsvc.errors import ConflictError, NotAllowedError
from graphsvc.store.replies import ABANDONED, KEPT, Attempt, Kept, ReplyFile

FIRST = Attempt.of("ana@firm.example", "k1", b"POST /v1/imports", b'{"feeds":["hr"]}')
ANSWER = Kept(status=202, headers={"Location": "/v1/jobs/1"}, content=b'{"id":"1"}')


@dataclass
class Hand:
    """A clock that only moves when told."""

    at: int = 1_700_000_000_000_000

    def __call__(self) -> int:
        """Returns the instant, microseconds UTC."""
        return self.at


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
def replies(tmp_path: Path, clock: Hand) -> Iterator[ReplyFile]:
    with closing(ReplyFile(tmp_path / "audit.db", clock=clock)) as replies:
        yield replies


def test_the_same_request_gets_the_same_answer(replies: ReplyFile) -> None:
    assert replies.begin(FIRST) is None
    replies.keep(FIRST, ANSWER)

    assert replies.begin(FIRST) == ANSWER


def test_another_body_under_the_key_is_refused(replies: ReplyFile) -> None:
    replies.begin(FIRST)
    replies.keep(FIRST, ANSWER)
    other = Attempt.of("ana@firm.example", "k1", b"POST /v1/imports", b'{"feeds":["crm"]}')

    with pytest.raises(NotAllowedError, match="new key") as refused:
        replies.begin(other)

    assert refused.value.problem == "idempotency-mismatch"


def test_where_a_request_goes_is_part_of_it() -> None:
    one = Attempt.of("ana", "k", b"POST /v1/a", b"bc")
    other = Attempt.of("ana", "k", b"POST /v1/ab", b"c")

    assert one.body != other.body


def test_the_key_of_somebody_else_is_not_mine(replies: ReplyFile) -> None:
    replies.begin(FIRST)
    replies.keep(FIRST, ANSWER)

    assert replies.begin(Attempt(who="ben@firm.example", key="k1", body=FIRST.body)) is None


def test_a_second_request_waits_for_the_answer_of_the_first(replies: ReplyFile) -> None:
    replies.begin(FIRST)

    with pytest.raises(ConflictError, match="still being answered"):
        replies.begin(FIRST)


def test_a_key_that_was_given_back_may_be_tried_again_with_another_body(replies: ReplyFile) -> None:
    replies.begin(FIRST)
    replies.release(FIRST)

    assert replies.begin(Attempt(who=FIRST.who, key=FIRST.key, body="other")) is None


def test_an_answer_that_is_kept_is_not_given_back(replies: ReplyFile) -> None:
    replies.begin(FIRST)
    replies.keep(FIRST, ANSWER)
    replies.release(FIRST)

    assert replies.begin(FIRST) == ANSWER


def test_an_answer_is_kept_for_a_day(replies: ReplyFile, clock: Hand) -> None:
    replies.begin(FIRST)
    replies.keep(FIRST, ANSWER)
    clock.at += KEPT - 1
    kept = replies.begin(FIRST)
    clock.at += 1

    assert kept == ANSWER
    assert replies.begin(FIRST) is None


def test_a_request_that_died_with_its_process_does_not_hold_the_key_for_long(
    replies: ReplyFile, clock: Hand
) -> None:
    replies.begin(FIRST)
    clock.at += ABANDONED

    assert replies.begin(FIRST) is None


def test_what_was_kept_for_a_day_is_forgotten(replies: ReplyFile, clock: Hand) -> None:
    replies.begin(FIRST)
    replies.keep(FIRST, ANSWER)
    early = replies.forget()
    clock.at += KEPT

    told = replies.forget(is_dry_run=True)

    assert (early, told, replies.forget(), replies.forget()) == (0, 1, 1, 0)
