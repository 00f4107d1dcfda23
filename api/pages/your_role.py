"""Your role: the clients that rely on you, with and without you, what only you join, and on whom you lean."""

from collections.abc import Mapping
from typing import Any

from flask import request

from api.endpoint import Call, Reply
from api.pages.cells import text
from api.pages.forms import typed
from api.pages.frame import page
from api.pages.questions import Layout, values_of
from api.pages.sentences import empty, sentence
from api.pages.steps import steps_to
from api.pages.tables import PLACE, closed, figures, opened, place_of, table_of
from api.routes.questions import answered, told
from graphsvc.question import Question


def _shown(call: Call, question: Question) -> Reply:
    """Returns the page of whoever is signed in; nobody can ask it about somebody else."""
    place = place_of(f"/ask/{question.name}")
    found = answered(call, question, values_of(question, typed(question.params, place.query)))
    content = told(call, found)
    summary = content["summary"]
    return page(
        call,
        "your_role.html",
        title=question.title,
        path=f"/ask/{question.name}",
        as_of=request.args.get("as_of"),
        day={"others": [(name, value) for name, value in place.query if name not in {"as_of", *PLACE}]},
        sentence=sentence(question.name, content),
        empty="" if content["data"] else empty(question.name, content, reader=call.principal.name),
        table=table_of(question, found.rows, content["data"], place) if content["data"] else None,
        ties=opened(call, found, place),
        close=closed(place),
        joins=[f"{each['one_name']} and {each['other_name']}" for each in summary["joins"]],
        relies=[_relies(each) for each in summary["rely_on_you"]],
        leans=[_leans(each) for each in summary["lean_on"]],
        target=summary["lean_on_target"],
        steps=steps_to(call, "declare-tie", "Declare a tie") if summary["person"] else [],
        figures=figures(question, content),
        count=len(content["data"]),
    )


def _relies(each: Mapping[str, Any]) -> str:
    return f"{each['person_name']}: you {_VERBS.get(each['relation'], each['relation'])} them"


_VERBS = {"leads": "lead", "mentors": "mentor", "coaches": "coach"}


def _leans(each: Mapping[str, Any]) -> str:
    unit = f", {each['unit_name']}" if each["unit_name"] else ""
    return f"{each['person_name']}{unit} ({text(each['band'])})"


YOUR_ROLE = Layout(show=_shown)
"""The page of one's own role."""
