"""Strength against what happened next in a real mail log: the reference run of `ties-and-coverage.md` 7."""

import csv
import gzip
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from graphsvc.tie import BANDS, Evidence, Flags, Rows, TieParams, gather, quantise, strength

EPOCH = date(1970, 1, 1)
CUTS = [
    (date(year, month, 1) - EPOCH).days
    for year, month in ((2000, 9), (2000, 11), *((2001, m) for m in range(1, 12, 2)))
]
PEOPLE, LAST_DAY = 200, 13_000
EXPECTED = {
    "very_strong": (428, 96.3, 98.1, 85.1, 18.9),
    "strong": (303, 89.8, 93.7, 67.7, 9.3),
    "warm": (1090, 78.5, 84.4, 47.3, 5.1),
    "weak": (2402, 49.7, 61.5, 18.9, 1.8),
    "dormant": (2441, 22.0, 31.7, 5.7, 0.5),
}
"""Per band n, % any contact in 90 and 180 days, % two-way in 90, mean contact days in 90."""


def table(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def mails(folder: Path) -> Iterator[tuple[int, int, set[int]]]:
    """Day, sender and other recipients of each mail."""
    recipients: dict[str, set[int]] = {}
    for row in table(folder / "pw_recipients.tsv.gz"):
        recipients.setdefault(row["message_id"], set()).add(int(row["receiver_employee_id"]))
    for row in table(folder / "pw_messages.tsv.gz"):
        sender = int(row["sender_employee_id"])
        yield int(row["unix_time"]) // 86_400, sender, recipients.get(row["message_id"], set()) - {sender}


def evidence_of(log: list[tuple[int, int, set[int]]]) -> Evidence:
    """Evidence at r = 0.75; mails to more than 50 are left out."""
    pairs = [
        (sender, to, day, 0.75 * len(others) ** -0.5)
        for day, sender, others in log
        if len(others) <= 50
        for to in sorted(others)
    ]
    first, second, day, weight = (np.array(column) for column in zip(*pairs, strict=True))
    n = first.size
    return gather(
        Rows(
            first=first,
            second=second,
            day=day.astype(np.int32),
            given=quantise(weight),
            received=np.zeros(n),
            feed=np.zeros(n, dtype=np.int16),
            channel=np.zeros(n, dtype=np.int8),
            ready=np.zeros(n, dtype=np.bool_),
        )
    )


def contact_days(evidence: Evidence, start: int, days: int) -> tuple[Flags, Flags]:
    """Which days after `start` each tie was used, from either end; shape (ties, days)."""
    used = np.zeros((2, evidence.first.size, days), dtype=np.bool_)
    tie = np.repeat(np.arange(evidence.first.size), np.diff(evidence.offsets))
    column = evidence.day - start - 1
    for side, weight in enumerate((evidence.given, evidence.received)):
        rows = (column >= 0) & (column < days) & (weight > 0)
        used[side, tie[rows], column[rows]] = True
    return used[0], used[1]


@pytest.mark.data
def test_each_band_keeps_contact_as_often_as_in_the_reference_run(shared_data: Path) -> None:
    """Ties whose two ends both send in the 90 days after the cut; n is exact, rates within 0.5 point."""
    log = list(mails(shared_data / "enron"))
    evidence = evidence_of(log)
    sends = np.zeros((PEOPLE, LAST_DAY), dtype=np.bool_)
    sends[[sender for _, sender, _ in log], [day for day, _, _ in log]] = True
    own = np.full((2, evidence.first.size), 2, dtype=np.int8)

    outcome: dict[str, list[NDArray[np.int64]]] = {band: [] for band in EXPECTED}
    for cut in CUTS:
        ties = strength(evidence, cut, TieParams(), rank=own)
        active = np.count_nonzero(sends[:, cut + 1 : cut + 91], axis=1) > 0
        both = np.logical_and(active[evidence.first], active[evidence.second])
        out, back = contact_days(evidence, cut, 180)
        used = [np.count_nonzero(side[:, :90], axis=1) for side in (out, back, out | back)]
        later = np.count_nonzero(out | back, axis=1)
        figures = np.stack((used[2] > 0, later > 0, np.minimum(*used[:2]) > 0, used[2]), axis=1)
        for band, found in outcome.items():
            mine = both & (ties.band == BANDS.index(band))
            found.append(figures[mine])

    for band, (n, *rates) in EXPECTED.items():
        seen = np.concatenate(outcome[band])
        assert seen.shape[0] == n
        assert 100 * seen[:, :3].mean(axis=0) == pytest.approx(rates[:3], abs=0.5)
        assert seen[:, 3].mean() == pytest.approx(rates[3], abs=0.06)
