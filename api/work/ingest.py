"""The job that loads feeds: the one pipeline, told of by whoever ordered it."""

from typing import Any

from api.access import record
from api.work.hold import Done, Hold
from graphsvc.store.audit import Access
from ingest import job as pipeline
from ingest.report import Report


def ingest(hold: Hold) -> Done:
    """Loads the feeds of a job and returns the run report; a feed that was refused is its error."""
    params = hold.job.params
    order = pipeline.Order(
        feeds=tuple(params.get("feeds", ())),
        allow_close=params.get("allow_close"),
        now=hold.now,
        progress=hold.counter(),
    )
    report = pipeline.ingest(hold.workspace, order)
    _log(hold, report)
    errors = [feed.error for feed in report.feeds if feed.error]
    hold.refuse_to_go_on()
    return Done(result=report.as_json(), error=" ".join(errors))


def _log(hold: Hold, report: Report) -> None:
    params = hold.job.params
    filters: dict[str, Any] = {"feeds": [feed.name for feed in report.feeds], "job": hold.job.id}
    if params.get("allow_close") is not None:
        filters["allow_close"] = params["allow_close"]
    access = Access(
        who=hold.job.who,
        role=params.get("role", ""),
        action="ingest",
        purpose=params.get("reason", ""),
        filters=filters,
        count=sum(feed.read for feed in report.feeds),
        seq=report.published,
    )
    record(hold.workspace, access)
