"""Coverage of a client with and without each colleague, against the small firm of risk-measures 14."""

from typing import Any

import pytest

from tests.graphsvc.firm import Published

CLIENTS = ("acme", "borealis", "cobalt", "delta", "ember", "fjord")


@pytest.mark.parametrize("client", CLIENTS)
def test_each_colleague_takes_the_share_of_the_reference(
    firm: Published, expected: dict[str, Any], client: str
) -> None:
    holders = firm.summary("coverage", client=client)["holders"]

    told = {each["employee"]: each["share"] for each in holders}
    assert told == pytest.approx(expected["clients"][client]["delta_C"], abs=1e-6)


def test_without_somebody_what_they_take_is_gone(firm: Published) -> None:
    summary = firm.summary("coverage", client="delta")

    for each in summary["holders"]:
        left = summary["coverage_index"] * (1 - each["share"])
        assert each["coverage_without"] == pytest.approx(left, abs=2e-6)


def test_who_takes_most_comes_first(firm: Published) -> None:
    shares = [each["share"] for each in firm.summary("coverage", client="delta")["holders"]]

    assert shares == sorted(shares, reverse=True)


def test_strong_ties_are_counted_by_colleague(firm: Published) -> None:
    told = {
        each["employee"]: each["contacts"] for each in firm.summary("coverage", client="delta")["holders"]
    }

    # ties.csv: kim .70 and .61, lea on paper for both, ben .63, jon .45
    assert told == {"kim": 2, "lea": 2, "ben": 1, "jon": 0}
