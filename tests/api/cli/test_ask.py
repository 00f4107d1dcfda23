"""`graphsvc ask`: names become keys, answers become JSON, CSV or tables, purposes are required."""

import csv
import io
import json

from tests.api.cli.conftest import Run
from tests.ingest.office import CONTACTS, Office

PURPOSE = ("--purpose", "resignation-received")


def test_two_identical_calls_give_identical_bytes(run: Run) -> None:
    run("ingest")

    first, second = run("ask", "portfolio", "--json"), run("ask", "portfolio", "--json")

    assert first.code == 0
    assert first.out == second.out
    document = json.loads(first.out)
    assert list(document) == ["data", "summary", "snapshot", "as_of", "basis", "next_cursor"]
    assert [row["client_name"] for row in document["data"]] == ["Northwick Foundry Ltd"]


def test_rows_come_as_csv(run: Run) -> None:
    run("ingest")

    done = run("ask", "portfolio", "--csv")

    (row,) = csv.DictReader(io.StringIO(done.out))
    assert row["client_name"] == "Northwick Foundry Ltd"
    assert row["client"].startswith("o-")


def test_a_table_is_for_people(run: Run) -> None:
    run("ingest")

    done = run("ask", "portfolio")

    assert (done.code, "Northwick Foundry Ltd" in done.out) == (0, True)


def test_a_client_is_named_by_key_or_name(run: Run, office: Office) -> None:
    run("ingest")
    key = office.key("accounts|account|A1")

    by_key = run("ask", "coverage", "--client", key, "--json")
    by_name = run("ask", "coverage", "--client", "northwick foundry ltd", "--json")
    by_part = run("ask", "coverage", "--client", "Northwick", "--json")

    assert by_key.code == 0
    assert by_key.out == by_name.out == by_part.out


def test_a_person_is_named_by_address_key_or_name(run: Run, office: Office) -> None:
    run("ingest")
    named = (
        "ana@harbourvale.example",
        "Ana+x@harbourvale.example",
        office.key("employees|employee|E1"),
        "Ana Berg",
    )

    answers = [run("ask", "departure-impact", "--person", name, *PURPOSE, "--json") for name in named]

    assert [answer.code for answer in answers] == [0] * 4
    assert len({answer.out for answer in answers}) == 1


def test_an_ambiguous_name_lists_the_candidates(run: Run, office: Office) -> None:
    office.write("contacts", *CONTACTS, "C3,Kai Lund,A2,kai@fjordline.example,Clerk,user")
    run("ingest")

    done = run("ask", "departure-impact", "--person", "Kai Lund", *PURPOSE)

    assert done.code == 2
    assert "2 match 'Kai Lund': " in done.err
    assert office.key("@kai@northwick.example") in done.err
    assert office.key("@kai@fjordline.example") in done.err


def test_an_unknown_name_is_a_mistake_of_usage(run: Run) -> None:
    run("ingest")

    done = run("ask", "coverage", "--client", "Nobody Inc")

    assert (done.code, "Nobody Inc" in done.err) == (2, True)


def test_a_question_about_people_without_purpose_is_exit_5(run: Run) -> None:
    run("ingest")

    codes = [
        run("ask", "bridge-people").code,
        run("ask", "single-points-of-failure").code,
        run("ask", "departure-impact", "--person", "Ana Berg").code,
        run("ask", "leaver-suggestions", "--person", "Ana Berg").code,
    ]

    assert codes == [5, 5, 5, 5]


def test_a_purpose_is_a_code_or_a_sentence(run: Run) -> None:
    run("ingest")

    assert run("ask", "bridge-people", *PURPOSE, "--json").code == 0
    assert run("ask", "bridge-people", "--purpose", "Works council asked for it", "--json").code == 0


def test_a_question_before_the_first_load_says_what_to_do(run: Run) -> None:
    done = run("ask", "portfolio")

    assert done.code in {1, 4}
    assert "a load has run" in done.err or "graphsvc ingest" in done.err
    assert "Traceback" not in done.err


def test_evidence_shows_days_and_channels(run: Run) -> None:
    run("ingest")

    done = run("ask", "coverage", "--client", "Northwick", "--evidence", "--json")

    (row,) = [row for row in json.loads(done.out)["data"] if row["contact_name"] == "Kai Lund"]
    assert row["evidence"][0]["channels"] or row["evidence"]


def test_before_the_first_known_day_rows_are_empty(run: Run) -> None:
    run("ingest")

    done = run("ask", "coverage", "--client", "Northwick", "--as-of", "1990-01-01", "--json")

    assert (done.code, json.loads(done.out)["data"]) == (0, [])


def test_a_wrong_day_is_a_mistake_of_usage(run: Run) -> None:
    run("ingest")

    assert run("ask", "portfolio", "--as-of", "yesterday").code == 2


def test_asking_is_audited(run: Run) -> None:
    run("ingest")
    run("ask", "bridge-people", *PURPOSE)

    done = run("audit", "verify")

    assert (done.code, done.out[:6]) == (0, "2 rows")
