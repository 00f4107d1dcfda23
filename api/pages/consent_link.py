"""The page behind the link of a notice: nine switches, all off, for somebody who is not signed in."""

from flask import request

from api.access import nobody
from api.endpoint import ANYONE, Call, Reply, endpoint
from api.notice import answer, asked_by
from api.pages.frame import page
from api.pages.switches import offered

_TITLE = "What may we do with what we know of you?"
_GONE = (
    "This link was answered already, or is older than thirty days. Ask who sent it for a new one; nothing "
    "is done with your data without your word."
)


@endpoint(
    "GET",
    "/consent/{code}",
    roles={ANYONE},
    scope=nobody,
    audit="notice.page",
    cache="no-store",
    rate="login",
    needs_graph=False,
)
def consent_link_page(call: Call) -> Reply:
    """Shows what can be chosen; the link still works after that."""
    name = asked_by(call.house, call.path["code"])
    if name is None:
        return page(call, "consent_link.html", title="This link is over", status=404, sentence=_GONE)
    return page(
        call,
        "consent_link.html",
        title=_TITLE,
        sentence=f"{name}, nothing is chosen for you. Tick what you agree to; leave the rest.",
        firm_name=call.workspace.firm.name,
        choices=offered(),
        path=f"/consent/{call.path['code']}",
    )


@endpoint(
    "POST",
    "/consent/{code}",
    roles={ANYONE},
    scope=nobody,
    audit="notice.answer",
    cache="no-store",
    rate="login",
    needs_graph=False,
)
def consent_link_answer(call: Call) -> Reply:
    """Records what was chosen and uses the link up."""
    found = answer(call.house, call.path["code"], request.form.getlist("consent"))
    if found is None:
        return page(call, "consent_link.html", title="This link is over", status=404, sentence=_GONE)
    many = {0: "You agreed to nothing", 1: "You agreed to one thing"}
    told = many.get(found.agreed, f"You agreed to {found.agreed} things")
    reply = page(
        call,
        "consent_link.html",
        title="Thank you",
        sentence=f"{told}. It is recorded, and this link is used up.",
        firm_name=call.workspace.firm.name,
        is_done=True,
    )
    return Reply(content=reply.content, headers=reply.headers, status=reply.status, subjects=(found.person,))
