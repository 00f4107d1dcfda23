"""Signing in by a one-use link, out, and through the doors of a demo workspace."""

from dataclasses import dataclass

from flask import redirect, request

from api.access import nobody, scope_of
from api.door import DEMO_ROLES
from api.endpoint import ANYONE, Call, Reply, endpoint
from api.identity import COOKIE, SECURE_COOKIE
from api.pages.frame import page
from api.problem import ProblemError
from graphsvc.shape import field
from graphsvc.store.register import SESSION_LIVES

_SECOND = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What a sign-in link carries."""

    code: str = field(label="Code", help="One-use code of the link.", personal=True, default="")


@endpoint(
    "GET",
    "/login",
    roles={ANYONE},
    scope=nobody,
    query=Link,
    audit="login.page",
    cache="no-store",
    rate="login",
    needs_graph=False,
)
def login_page(call: Call) -> Reply:
    """Shows the button that posts the code of a link, so that a preview of the link cannot use it up."""
    code = call.query.code
    sentence = "One click and you are in." if code else "Open your sign-in link."
    return page(call, "sign_in.html", title="Sign in", code=code, sentence=sentence)


@endpoint(
    "POST",
    "/login",
    roles={ANYONE},
    scope=nobody,
    audit="login",
    cache="no-store",
    rate="login",
    needs_graph=False,
)
def login(call: Call) -> Reply:
    """Burns a code and begins a session."""
    secret = call.house.register.sign_in(request.form.get("code", ""))
    if secret is None:
        sentence = "This link was used already, or is older than ten minutes."
        return page(call, "sign_in.html", title="Sign in", status=401, code="", sentence=sentence)
    response = redirect("/", code=303)
    name = SECURE_COOKIE if request.is_secure else COOKIE
    response.set_cookie(
        name,
        secret,
        max_age=SESSION_LIVES // _SECOND,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
        path="/",
    )
    return Reply(content=response)


@endpoint("POST", "/logout", roles={ANYONE}, scope=scope_of, audit="logout", cache="no-store")
def logout(call: Call) -> Reply:
    """Ends the session."""
    secret = request.cookies.get(SECURE_COOKIE) or request.cookies.get(COOKIE)
    if secret:
        call.house.register.sign_out(secret)
    response = redirect("/login", code=303)
    response.delete_cookie(COOKIE)
    response.delete_cookie(SECURE_COOKIE, secure=True)
    return Reply(content=response)


@endpoint("POST", "/door", roles={ANYONE}, scope=scope_of, audit="door", cache="no-store")
def door(call: Call) -> Reply:
    """Looks at a demo workspace as one of its roles; never elsewhere."""
    role = request.form.get("role", "")
    if not call.principal.is_demo or role not in DEMO_ROLES:
        raise ProblemError("forbidden", "Only a demo workspace has doors to choose from.")
    call.house.register.choose_role(call.principal.session, role)
    return Reply(content=redirect("/", code=303))
