"""Imports: is the data fresh and right, what changed, what was refused, and who looks like whom."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from flask import redirect, request

from api.access import nobody
from api.endpoint import Call, Reply, endpoint
from api.imports import INGEST, ROLES, FeedState, ImportOrder, feed_of, order, states
from api.jobs import job_of
from api.pages.cells import Cell, Head
from api.pages.frame import page
from api.pages.parts import Line, Table, Tile
from api.problem import Problem, ProblemError, problem_of
from api.review import Review, to_review
from api.routes.imports import CSV, FORM, sent
from graphsvc.actions import ACTIONS
from graphsvc.errors import GraphsvcError, NotFoundError
from graphsvc.shape import words_of
from graphsvc.store.jobs import Job
from ingest.mapping import has_template, template

_PATH = "/imports"
FIRST_FILES = (
    "employees",
    "accounts",
    "contacts",
    "account_team",
    "contracts",
    "revenues",
    "alumni",
    "interactions",
)
"""Canonical files that a first try begins with."""
JUDGEMENTS = (("same-person", "The same person"), ("different-person", "Two people"))
"""Actions that decide about a pair, and their buttons."""
_STATES = {
    "never": "not loaded yet",
    "queued": "waits",
    "running": "is loaded now",
    "refused": "refused",
    "loaded": "loaded",
}
_HUNDRED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A load that is going on: its job, what it does in words, and how many of its feeds are done."""

    job: str
    words: str
    done: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A button that decides about a pair: where it is posted, its words, and the fields of the two."""

    path: str
    words: str
    fields: tuple[str, str]


@endpoint(
    "GET", "/imports", roles=ROLES, scope=nobody, audit="imports.page", cache="no-store", needs_graph=False
)
def imports_page(call: Call) -> Reply:
    """Shows what became of each feed, and what can be done about it."""
    return _page(call)


@endpoint(
    "POST", "/imports", roles=ROLES, scope=nobody, audit="imports.order", cache="no-store", needs_graph=False
)
def order_from_page(call: Call) -> Reply:
    """Orders the load of the feeds that were chosen."""
    allowed = request.form.get("allow_close", "")
    try:
        wanted = ImportOrder(
            feeds=tuple(request.form.getlist("feed")),
            allow_close=_share(allowed) if allowed else None,
            reason=request.form.get("reason", ""),
        )
        order(call, wanted)
    except ProblemError as error:
        return _page(call, problem=error.problem)
    return Reply(content=redirect(_PATH, code=303))


@endpoint(
    "POST",
    "/imports/{feed}/file",
    roles=ROLES,
    scope=nobody,
    audit="imports.upload",
    cache="no-store",
    rate="export",
    max_body=FORM,
    needs_graph=False,
)
def file_from_page(call: Call) -> Reply:
    """Takes a file for a feed and orders its load; a file that is refused changes nothing."""
    feed = feed_of(call)
    try:
        sent(call)
        order(call, ImportOrder(feeds=(feed.name,)))
    except ProblemError as error:
        return _page(call, problem=error.problem, about=feed.name)
    except GraphsvcError as error:
        return _page(call, problem=problem_of(error), about=feed.name)
    return Reply(content=redirect(_PATH, code=303))


@endpoint(
    "POST",
    "/imports/jobs/{id}/cancel",
    roles=ROLES,
    scope=nobody,
    audit="job.cancel",
    cache="no-store",
    needs_graph=False,
)
def cancel_from_page(call: Call) -> Reply:
    """Cancels a load; a feed that is being written is finished first."""
    call.house.jobs.cancel(job_of(call).id)
    return Reply(content=redirect(_PATH, code=303))


@endpoint(
    "GET",
    "/imports/templates/{name}",
    roles=ROLES,
    scope=nobody,
    audit="imports.template",
    cache="no-store",
    needs_graph=False,
)
def import_template(call: Call) -> Reply:
    """Returns an empty canonical file with one example row."""
    name = call.path["name"].removesuffix(".csv")
    try:
        text = template(name)
    except NotFoundError as error:
        raise ProblemError("not-found", f"{error}.") from error
    headers = {**CSV, "Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Reply(content=text, headers=headers)


def _share(text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise ProblemError("validation", "The share that may close is a number from 0 to 1.") from error


def _page(call: Call, *, problem: Problem | None = None, about: str = "") -> Reply:
    found = states(call)
    is_admin = "admin" in call.principal.roles
    review = to_review(call) if is_admin else Review()
    return page(
        call,
        "imports.html",
        title="Is the data fresh and right?",
        path=_PATH,
        status=200 if problem is None else problem.status,
        told=_sentence(found),
        refused=_refusal(problem, about),
        running=_running(call, found),
        tiles=_tiles(found),
        table=_table(found),
        feeds=[{"state": each, "allow": _allowed(each), "template": _template(call, each)} for each in found],
        first_files=FIRST_FILES if all(each.state == "never" for each in found) else (),
        is_admin=is_admin,
        review=review,
        judgements=_judgements() if review.pairs else [],
        count=len(found),
    )


def _refusal(problem: Problem | None, about: str) -> str:
    if problem is None:
        return ""
    return f"{about}: {problem.detail or problem.title}" if about else problem.detail or problem.title


def _sentence(found: Sequence[FeedState]) -> str:
    """Returns in words how the feeds are: what is wrong comes first."""
    if not found:
        return "No feed is set up yet."
    if loading := sum(each.job is not None for each in found):
        return f"{_several(loading, 'feed is', 'feeds are')} being loaded."
    told = [
        _several(sum(each.state == "refused" for each in found), "was refused", "were refused"),
        _several(sum(each.is_late for each in found), "is older than expected", "are older than expected"),
        _several(sum(each.state == "never" for each in found), "was never loaded", "were never loaded"),
    ]
    wrong = [words for words in told if words]
    if not wrong:
        return f"All {len(found)} feeds are loaded." if len(found) > 1 else "The feed is loaded."
    return f"Of {len(found)} feeds {', '.join(wrong)}." if len(found) > 1 else f"The feed {wrong[0][2:]}."


def _several(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}" if count else ""


def _running(call: Call, found: Sequence[FeedState]) -> Running | None:
    """Returns the load that is going on, or the first that waits."""
    at = {each.job for each in found if each.job}
    jobs: list[Job] = [job for job in call.house.jobs.newest(INGEST, limit=_HUNDRED) if job.id in at]
    if not jobs:
        return None
    job = next((job for job in jobs if job.state == "running"), jobs[-1])
    names = job.params.get("feeds", ())
    looked = [each.looked_at for each in found if each.name in names and each.looked_at]
    done = sum(at.timestamp() * 1e6 >= job.created_at for at in looked)
    words = f"{job.stage}, {job.done:,} rows" if job.stage else "waiting for the worker"
    return Running(job=job.id, words=words, done=done, total=len(names))


_COUNTED = (
    ("created", "record", "created by the last load"),
    ("changed", "record", "changed by it"),
    ("closed", "record", "closed by it"),
    ("rejected", "row", "rejected by it"),
)
"""What the tiles count of the last load."""


def _tiles(found: Sequence[FeedState]) -> list[Tile]:
    last = _last_load(found)
    counts = [sum(getattr(each, name) for each in last) for name, _, _ in _COUNTED]
    return [
        Tile(number=f"{count:,}", words=f"{what if count == 1 else f'{what}s'} {words}")
        for count, (_, what, words) in zip(counts, _COUNTED, strict=True)
        if last
    ]


def _last_load(found: Sequence[FeedState]) -> Sequence[FeedState]:
    """Returns the feeds that brought something when anything was loaded last: those of one publication."""
    loaded = [(each.loaded_at, each.published, each) for each in found if each.loaded_at]
    _, published, _ = max(loaded, key=lambda load: load[0], default=(None, None, None))
    return [each for _, seq, each in loaded if seq == published]


_COLUMNS = (
    "read",
    "accepted",
    "duplicates",
    "rejected",
    "set_aside",
    "created",
    "changed",
    "closed",
    "covered",
)


def _table(found: Sequence[FeedState]) -> Table:
    words = words_of(FeedState)
    is_covering = any(each.covered is not None for each in found)
    names = [name for name in _COLUMNS if name != "covered" or is_covering]
    heads = [
        Head(label="Feed", help="", is_number=False),
        Head(label="State", help=words["state"].help, is_number=False),
        Head(label="Stands for", help=words["effective"].help, is_number=False),
        *(Head(label=words[name].label, help=words[name].help, is_number=True) for name in names),
    ]
    return Table(title="Feeds", heads=heads, lines=[_line(each, names) for each in found])


def _line(each: FeedState, names: Sequence[str]) -> Line:
    cells = [
        Cell(text=each.name, link=f"#feed-{each.name}"),
        Cell(text=_STATES[each.state]),
        Cell(text=_day(each), is_day=True),
        *(_number(each, name) for name in names),
    ]
    return Line(cells=cells, is_bare=each.state == "refused")


def _day(each: FeedState) -> str:
    if each.effective is None:
        return "–"
    late = f", expected every {each.expect_every}" if each.is_late else ""
    age = f" ({each.age_days} days{late})" if each.age_days else ""
    return f"{each.effective.isoformat()}{age}"


def _number(each: FeedState, name: str) -> Cell:
    value: Any = getattr(each, name)
    is_empty = value is None or each.loaded_at is None
    link = (each.rejects or "") if name in {"rejected", "set_aside"} and value else ""
    return Cell(text="–" if is_empty else f"{value:,}", link=link, is_number=True)


def _allowed(each: FeedState) -> float | None:
    """Returns the share that a refused load asks to be allowed, in whole hundredths."""
    if each.would_close is None:
        return None
    return min(1.0, math.ceil(each.would_close * _HUNDRED) / _HUNDRED)


def _template(call: Call, each: FeedState) -> str:
    """Returns the name of the empty file that fits a feed, if there is one."""
    name = call.workspace.feed(each.name).mapping or ""
    return name if has_template(name) else ""


def _judgements() -> list[Judgement]:
    """Returns the buttons for which there is an action; its first two fields take the two people."""
    found = []
    for name, words in JUDGEMENTS:
        if name in ACTIONS:
            one, other = list(words_of(cast("Any", ACTIONS[name].params)))[:2]
            found.append(Judgement(path=f"/do/{name}", words=words, fields=(one, other)))
    return found
