"""Who may come in: users, grants, codes, sessions and tokens, with a clock of the test."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from graphsvc.errors import ConflictError, NotFoundError
from graphsvc.store.register import Register

MINUTE = 60_000_000
HOUR = 60 * MINUTE
USER = "ana@firm.example"


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
def register(tmp_path: Path, clock: Hand) -> Iterator[Register]:
    """A register with one user from HR."""
    with closing(Register(tmp_path / "audit.db", clock=clock)) as register:
        register.add_user(USER)
        register.grant(USER, "hr", granted_by="local", reason="first")
        yield register


def _signed_in(register: Register) -> str:
    secret = register.sign_in(register.new_code(USER))
    assert secret
    return secret


def test_nobody_is_granted_a_role_who_is_not_a_user(register: Register) -> None:
    with pytest.raises(NotFoundError, match="graphsvc user add"):
        register.grant("eve@firm.example", "hr", granted_by="local")


def test_the_newest_grant_of_a_role_counts(register: Register) -> None:
    register.grant(USER, "account_lead", accounts="assigned", granted_by="local")
    register.grant(USER, "account_lead", accounts="all", granted_by="local", reason="partner")

    found = {grant.role: (grant.accounts, grant.reason) for grant in register.grants(USER)}

    assert found == {"account_lead": ("all", "partner"), "hr": ("", "first")}


def test_a_deactivated_user_loses_everything_and_stays_known(register: Register) -> None:
    secret, code = _signed_in(register), register.new_code(USER)

    register.deactivate(USER)

    assert register.users() == [(USER, False)]
    assert register.grants(USER) == []
    assert register.session(secret) is None
    assert register.sign_in(code) is None


def test_somebody_who_comes_back_has_no_role_of_before(register: Register) -> None:
    register.deactivate(USER)

    register.add_user(USER)
    register.grant(USER, "own", granted_by="local")

    assert [grant.role for grant in register.grants(USER)] == ["own"]


def test_a_stranger_cannot_be_deactivated(register: Register) -> None:
    with pytest.raises(NotFoundError, match="eve"):
        register.deactivate("eve@firm.example")


def test_a_code_works_once(register: Register) -> None:
    code = register.new_code(USER)

    first, second = register.sign_in(code), register.sign_in(code)

    assert first
    assert second is None


@pytest.mark.parametrize("age, works", [(10 * MINUTE - 1, True), (10 * MINUTE, False)])
def test_a_code_lives_ten_minutes(register: Register, clock: Hand, age: int, works: bool) -> None:
    code = register.new_code(USER)

    clock.at += age

    assert bool(register.sign_in(code)) is works


@pytest.mark.parametrize("idle, lives", [(8 * HOUR, True), (8 * HOUR + 1, False)])
def test_an_idle_session_ends(register: Register, clock: Hand, idle: int, lives: bool) -> None:
    secret = _signed_in(register)

    clock.at += idle

    assert bool(register.session(secret)) is lives


def test_a_session_in_use_ends_after_three_days(register: Register, clock: Hand) -> None:
    secret = _signed_in(register)
    seen = []

    for _ in range(10):
        clock.at += 8 * HOUR
        seen.append(register.session(secret) is not None)

    assert seen == [True] * 9 + [False]


def test_signing_out_ends_one_session_of_several(register: Register) -> None:
    first, second = _signed_in(register), _signed_in(register)

    register.sign_out(first)

    assert register.session(first) is None
    assert register.session(second)


def test_a_session_may_be_narrowed_to_a_role(register: Register) -> None:
    secret = _signed_in(register)
    session = register.session(secret)
    assert session

    register.choose_role(session.hash, "own")

    narrowed = register.session(secret)
    assert narrowed
    assert narrowed.role == "own"


def test_a_token_is_known_by_its_secret_alone(register: Register) -> None:
    secret = register.new_token("sync", role="hr", accounts="", person="", days=30)

    found = register.token(secret)

    assert secret.startswith("gs_")
    assert len(secret) == 46  # the prefix and 256 bits in base64
    assert found
    assert found.name == "sync"
    assert register.token("gs_other") is None


def test_a_token_expires(register: Register, clock: Hand) -> None:
    secret = register.new_token("sync", role="hr", accounts="", person="", days=1)

    clock.at += 24 * HOUR

    assert register.token(secret) is None


def test_a_revoked_token_ends_at_once_and_only_once(register: Register) -> None:
    secret = register.new_token("sync", role="hr", accounts="", person="", days=1)

    first, second = register.revoke("sync"), register.revoke("sync")

    assert (first, second) == (True, False)
    assert register.token(secret) is None
    assert [token.revoked_at is None for token in register.tokens()] == [False]


def test_the_tokens_of_somebody_erased_end_and_name_nobody(register: Register) -> None:
    secret = register.new_token("mine", role="own", accounts="", person="p-1", days=1)
    other = register.new_token("hers", role="own", accounts="", person="p-2", days=1)

    register.forget("p-1")

    assert register.token(secret) is None
    assert register.token(other) is not None
    assert sorted(each.person for each in register.tokens()) == ["", "p-2"]


def test_the_tokens_that_somebody_erased_made_end_and_do_not_name_them(register: Register) -> None:
    made = [
        register.new_token(name, role="hr", accounts="", person="", days=1, made_by=by)
        for name, by in (("theirs", USER.upper()), ("of another", "eli@firm.example"), ("local", ""))
    ]

    register.forget_users([USER])

    assert [register.token(secret) is not None for secret in made] == [False, True, True]
    assert {each.made_by for each in register.tokens()} == {"", "eli@firm.example"}


def test_the_register_of_an_earlier_release_opens(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "audit.db")) as db:
        db.execute(
            "CREATE TABLE token (hash TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, role TEXT NOT NULL, "
            "accounts TEXT NOT NULL, person TEXT NOT NULL, created_at INTEGER NOT NULL, "
            "expires_at INTEGER NOT NULL, revoked_at INTEGER) STRICT"
        )
        db.execute("INSERT INTO token VALUES ('x', 'old', 'hr', '', '', 0, 9, NULL)")
        db.commit()

    with closing(Register(tmp_path / "audit.db", clock=lambda: 1)) as opened:
        found = opened.token_named("old")

    assert found is not None
    assert found.made_by == ""


def test_two_tokens_cannot_share_a_name(register: Register) -> None:
    register.new_token("sync", role="hr", accounts="", person="", days=1)

    with pytest.raises(ConflictError, match="--name"):
        register.new_token("sync", role="own", accounts="", person="p-1", days=1)


def test_the_file_holds_no_secret(register: Register, tmp_path: Path) -> None:
    secrets = [
        register.new_token("sync", role="hr", accounts="", person="", days=1),
        register.new_code(USER),
        _signed_in(register),
    ]
    with closing(sqlite3.connect(tmp_path / "audit.db")) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    held = (tmp_path / "audit.db").read_bytes()

    assert not [secret for secret in secrets if secret.encode() in held]
