"""No string leaves to a role that must not read it: every GET, as JSON, page, CSV and workbook, and the rest.

Each record of the town holds strings found nowhere else. What a role must not read is written down here,
not worked out, so that a new address or field is held against it on its first day.
"""

from contextlib import closing
from pathlib import Path
from urllib.parse import unquote_plus

import pytest

from api.worker import Worker
from graphsvc.store.jobs import JobFile
from graphsvc.workspace import open_workspace
from tests.api.canaries import (
    ALIAS,
    CONTRACT,
    EVIDENCE,
    LEVEL,
    NOTE,
    PLACE,
    PRIVATE,
    REASON,
    TEXT,
    mail_of,
    name_of,
)
from tests.api.service import Service
from tests.api.sweep import Seen
from tests.ingest.office import EMPLOYEES, Office

EVERYBODY = ("ana", "ben", "eli", "fay", "hana", "maud", "rex", "olaf", "nell", "nick", "saul", "pru")


def all_of(*who: str) -> set[str]:
    """Returns everything that is known of people but what they do."""
    return {text for one in who for text in (name_of(one), mail_of(one), f"Qztitle{one}")}


def doings_of(*who: str) -> set[str]:
    """Returns what is known of colleagues but their names, which are no secret in a firm."""
    return {text for one in who for text in (mail_of(one), f"Qztitle{one}")}


def of_client(name: str) -> set[str]:
    """Returns everything that is known of a client."""
    return {name_of(name), f"Qztier{name}", f"qzdomain{name}.example", f"{CONTRACT}contract-{name}"}


SECRET = {PRIVATE, NOTE, "QZCASE"}
"""What nobody of these roles may read; QZCASE stands for the id of somebody else's case."""
OF_HR = {LEVEL, PLACE, REASON}
MUST_NOT: dict[str, set[str]] = {
    "account_lead": SECRET
    | OF_HR
    | {TEXT, ALIAS, EVIDENCE}
    | of_client("south")
    | all_of("saul", "olaf")
    | doings_of("eli", "fay", "hana", "maud"),
    "hr": SECRET
    | {TEXT, ALIAS, EVIDENCE, CONTRACT}
    | {f"{hidden}{who}" for hidden in OF_HR for who in ("nell", "nick", "saul", "pru", "olaf", "rex")}
    | {text for client in ("north", "south") for text in of_client(client) - {name_of(client)}}
    | all_of("nell", "nick", "saul", "pru", "olaf"),
    "alumni_programme": SECRET
    | OF_HR
    | {TEXT, ALIAS, CONTRACT}
    | all_of("nell", "nick", "saul", "pru")
    | {mail_of("olaf"), "Qztitleolaf", name_of("elsewhere")},
    "admin": SECRET
    | OF_HR
    | {ALIAS, EVIDENCE, CONTRACT, "Qzname", "Qztier", "Qztitle", "qzmail", "qzdomain"},
    "oversight": SECRET
    | OF_HR
    | {ALIAS, EVIDENCE, CONTRACT, "Qzname", "Qztier", "Qztitle", "qzmail", "qzdomain"},
    "own": SECRET
    | {TEXT, EVIDENCE, CONTRACT}
    | {f"{hidden}{who}" for hidden in (*OF_HR, ALIAS) for who in EVERYBODY if who != "ana"}
    | of_client("south")
    | all_of("saul", "olaf")
    | doings_of("eli", "fay", "maud"),
}
"""Strings that each role must not read; ana asks as account lead of north and as herself."""
TO_BE_INTRODUCED = {name_of("saul"), "Qztitlesaul", name_of("south")}
"""What an account lead may read of any contact of a client whom they want to be introduced to."""


@pytest.mark.timeout(600)
@pytest.mark.parametrize("role", MUST_NOT)
def test_no_answer_holds_what_its_reader_must_not_see(answers: list[Seen], case: str, role: str) -> None:
    forbidden = {case if text == "QZCASE" else text for text in MUST_NOT[role]}

    leaks = {
        (seen.endpoint.path, text)
        for seen in answers
        if seen.role == role
        for text in forbidden
        if text.lower() in _foreign(seen).lower() and not _is_echo(seen, text) and not _is_target(seen, text)
    }

    assert leaks == set()


def _foreign(seen: Seen) -> str:
    """Returns an answer without what is the reader's own: on their own pages, and whom they met.

    An administrator reads what units are called, to give an account lead the clients of one.
    """
    told = seen.text
    if seen.role == "admin":
        for unit in ("unit-north", "unit-south"):
            told = told.replace(name_of(unit), "")
    if seen.endpoint.path.startswith(("/me", "/v1/me")) and seen.role in {"account_lead", "own"}:
        for text in (*(f"{each}ana" for each in (LEVEL, PLACE, REASON, ALIAS)), name_of("olaf")):
            told = told.replace(text, "")
    return told


def _is_echo(seen: Seen, text: str) -> bool:
    """Returns whether the reader typed the string, so that the answer only repeats it."""
    return text.lower() in unquote_plus(seen.path).lower()


def _is_target(seen: Seen, text: str) -> bool:
    """Returns whether a string tells a lead whom an introduction would lead to: name, title, organisation."""
    is_way = "introduction" in seen.endpoint.path or seen.endpoint.path.startswith("/do/")
    return seen.role == "account_lead" and is_way and text in TO_BE_INTRODUCED


@pytest.mark.timeout(600)
def test_the_sweep_sees_what_may_be_seen(answers: list[Seen]) -> None:
    """Else a sweep that is refused everywhere would prove nothing."""
    told = {role: "".join(seen.text for seen in answers if seen.role == role) for role in MUST_NOT}

    assert all(text in told["account_lead"] for text in (name_of("north"), name_of("nell"), name_of("ben")))
    assert all(text in told["hr"] for text in (name_of("ben"), name_of("south"), f"{LEVEL}ben"))
    assert all(text in told["alumni_programme"] for text in (name_of("olaf"), name_of("rex")))
    assert all(TEXT in told[role] for role in ("admin", "oversight"))
    assert all(text in told["own"] for text in (name_of("north"), f"{PLACE}ana", f"{ALIAS}ana"))


@pytest.mark.timeout(600)
def test_the_log_names_nobody(answers: list[Seen], log: list[str]) -> None:
    told = "\n".join(log)

    assert len(log) >= len(answers)
    assert not [text for text in ("Qz", "qzmail", PRIVATE) if text.lower() in told.lower()]


def test_a_snapshot_holds_no_name(here: Service) -> None:
    files = [path.read_bytes() for path in Path(here.workspace.snapshots).rglob("*") if path.is_file()]

    held = b"".join(files)

    assert files
    wanted = ("Qzname", "qzmail", "Qztitle", PLACE, ALIAS, NOTE, EVIDENCE, CONTRACT, PRIVATE)
    assert not [text for text in wanted if text.encode() in held]


def test_the_result_of_a_load_names_nobody(loaded: Office) -> None:
    """Not even somebody whose row is wrong: that stands in the file of rejected rows alone."""
    head, *rows = EMPLOYEES
    named = [row.replace("Ana Berg", "Qzname Ana") for row in rows]
    loaded.write("employees", head, *named, named[0].replace("@", " at "))

    with closing(JobFile(loaded.root / "audit.db")) as jobs:
        job = jobs.put("ingest", {"feeds": ["employees"]}, who="admin@firm.example")
        Worker(workspace=open_workspace(loaded.root)).once(jobs)
        done = jobs.get(job.id)

    assert done is not None
    told = (loaded.root / done.result).read_text(encoding="utf-8")
    assert '"employees"' in told
    assert not [text for text in ("Qzname", "Ana Berg", "@") if text in told]
