"""Header matching; rule of import-columns.md 1."""

from ingest.normalise.header import header_key


def test_headers_match_without_case_marks_and_spaces() -> None:
    assert {header_key(head) for head in ("\ufeffAccount ID", "account_id", "Account.Id", "ACCOUNT-ID")} == {
        "accountid"
    }
