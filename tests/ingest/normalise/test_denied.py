"""The deny-list of import-columns.md 3."""

import csv
from pathlib import Path

import pytest

from ingest.normalise.denied import denied_among, is_denied


@pytest.mark.parametrize(
    "header",
    "dateOfBirth Gender ssn DOB maritalStatus Salary payRate MarriedID Zip HispanicLatino homePhone Subject "
    "message_subject Salutation termination_involuntary HTTPNote BillingStreet TitleOfCourtesy notes".split(),
)
def test_protected_headers_are_denied_however_they_are_written(header: str) -> None:
    assert is_denied(header)


@pytest.mark.parametrize(
    "header", ["manager", "language", "message trace", "title", "business_title", "EmpID"]
)
def test_headers_that_only_contain_such_letters_pass(header: str) -> None:
    assert not is_denied(header)


def test_fees_may_be_called_compensation_where_no_person_is_paid() -> None:
    assert is_denied("COMPENSATION_AMOUNT")
    assert not is_denied("COMPENSATION_AMOUNT", fees_allowed=True)
    assert is_denied("Gender", fees_allowed=True)


def test_nineteen_of_the_36_columns_of_the_hr_sample_are_denied(shared_data: Path) -> None:
    with (shared_data / "hris-samples" / "HRDataset_v14.csv").open() as file:
        headers = next(csv.reader(file))

    denied = denied_among(headers)

    assert len(headers) == 36
    assert len(denied) == 19  # import-columns.md 5, HR
