"""answer-introduction: accept or decline to bring two people together, or say that it is done."""

from dataclasses import dataclass
from typing import Literal

from graphsvc.action import Action, Desk, Done, Outcome
from graphsvc.errors import ConflictError
from graphsvc.introduction import Asked, own_to_answer
from graphsvc.scope import Scope, require_person
from graphsvc.shape import field
from graphsvc.store.port import NodeClaim

_SAYS = {
    "accepted": "You accepted. Whoever asked is told, and by whom.",
    "declined": "You declined. Whoever asked is told that it will not come about.",
    "made": "The introduction is made.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """Which introduction, and what you say to it."""

    introduction: str = field(label="Introduction", help="Key of the introduction.")
    answer: Literal["accepted", "declined", "made"] = field(
        label="Your answer", help="Accept, decline, or say that the two have met."
    )


def run(desk: Desk, scope: Scope, params: Params) -> Outcome:
    """Records the answer of the one who is asked to introduce."""
    me = require_person(scope)
    found = own_to_answer(desk.view, me, params.introduction)
    if found.state == params.answer:
        raise ConflictError("answer: you accepted this already; decline it, or say that it is made.")
    return Outcome(
        done=Done(says=_SAYS[params.answer], key=found.key, link="/me#introductions"),
        nodes=(_answered(desk, found, params.answer),),
        subjects=(found.asker, found.target),
    )


def _answered(desk: Desk, found: Asked, answer: str) -> NodeClaim:
    said = {
        "asked_on": found.asked_on.isoformat(),
        "state": answer,
        "answered_on": desk.today.isoformat(),
        "through_service": found.through_service or None,
        "note": found.note or None,
    }
    return NodeClaim(kind="Introduction", key=found.key, properties=said)


ANSWER_INTRODUCTION = Action(
    name="answer-introduction",
    title="Answer an introduction",
    help="Accepts or declines to bring two people together, or says that it is done.",
    roles=frozenset({"own", "account_lead", "hr", "alumni_programme"}),
    params=Params,
    run=run,
    is_live=True,
)
