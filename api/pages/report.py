"""The report of a what-if: one file that opens anywhere and prints, with who it is for and until when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

from flask import g, render_template
from markupsafe import Markup

from api.access import scope_of
from api.endpoint import Call, Reply, endpoint
from api.in_case import case_of
from api.pages.cases import QUESTION, ROLES, asked, ends_on, members, name_of
from api.pages.impact import clients
from api.pages.parts import Table, Tie
from api.pages.tables import Place, ties_of
from api.problem import ProblemError
from graphsvc.question import WARM, date_of
from graphsvc.store.cases import Case

_FIRST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """The ties behind one client."""

    client: str
    ties: Sequence[Tie]
    weaker: int


@endpoint(
    "GET",
    "/cases/{id}/report",
    roles=ROLES,
    scope=scope_of,
    audit="case.report",
    cache="no-store",
    rate="export",
    media=("text/html",),
)
def case_report(call: Call) -> Reply:
    """Returns a what-if as one HTML file: the answer and five clients first, then all that it rests on."""
    case = case_of(call, call.path["id"])
    place = Place(path=f"/cases/{case.id}")
    call, found = asked(call, case, place)
    if found is None:
        raise ProblemError("not-found", "Nobody is in this case.")
    rows = found.content["data"]
    g.opens_clients = False  # a file has no pages around it
    html = render_template(
        "report.html",
        css=Markup(_style()),  # noqa: S704 - our own style sheet
        firm=call.workspace.firm.name,
        title=QUESTION.title,
        people=_people(call, case),
        watermark=_watermark(call, case),
        impact=found,
        first=clients(rows, rows[:_FIRST], place, foot=None),
        rest=_rest(rows, place),
        behind=[_behind(row) for row in rows if row.get("evidence")],
        as_of=found.content["as_of"],
        seq=call.snapshot.seq,
        sources=_sources(call),
    )
    return Reply(
        content=html,
        headers={
            "Content-Type": "text/html; charset=utf-8",
            "Content-Disposition": 'attachment; filename="what-if.html"',
        },
        count=len(rows),
        subjects=case.people,
        purpose=call.scope.purpose or "",
    )


def _behind(row: Mapping[str, Any]) -> Behind:
    """Returns the ties behind a client that are warm; how many are weaker is told."""
    warm = [each for each in row["evidence"] if each["p"] >= WARM]
    weaker = len(row["evidence"]) - len(warm)
    return Behind(client=row["client_name"], ties=ties_of({"evidence": warm}), weaker=weaker)


def _people(call: Call, case: Case) -> str:
    if case.unit:
        return f"everybody of {name_of(call, case.unit)}"
    return ", ".join(member.name for member in members(call, case))


def _watermark(call: Call, case: Case) -> str:
    return f"For {call.principal.name} · {call.scope.purpose} · not after {ends_on(case)}"


def _rest(rows: Sequence[Any], place: Place) -> Table | None:
    more = rows[_FIRST:]
    return clients(rows, more, place, foot=None) if more else None


def _sources(call: Call) -> list[str]:
    """Returns how fresh each source is."""
    today = call.snapshot.today
    return [
        f"{name}: as of {date_of(source.effective).isoformat()}, {today - source.effective} days old"
        for name, source in sorted(call.snapshot.sources.items())
    ]


def _style() -> str:
    return resources.files("api").joinpath("static", "style.css").read_text(encoding="utf-8")
