"""Imports for programs: order loads, send files, see what became of them."""

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import request

from api.access import nobody
from api.endpoint import MAX_BODY, Call, Reply, endpoint
from api.imports import ROLES, FeedState, ImportOrder, feed_of, order, rejects, states
from api.jobs import RETRY_SECONDS, JobState, state_of
from api.problem import Fault, ProblemError
from graphsvc.shape import dump, field
from ingest.report import FeedReport
from ingest.upload import MAX_BYTES, Upload, take

_SECOND = 1_000_000
FORM = MAX_BYTES + MAX_BODY
"""Bytes of a form with a file."""
CSV = {"Content-Type": "text/csv; charset=utf-8"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FileCheck:
    """What a load of a file that was taken would do."""

    feed: str = field(label="Feed", help="The feed it is for.")
    read: int = field(label="Rows read", help="Rows of the file.")
    rejected: int = field(label="Rows rejected", help="Rows that are wrong.")
    created: int = field(label="Created", help="Records that would be new.")
    changed: int = field(label="Changed", help="Records that would change.")
    closed: int = field(label="Closed", help="Records that the file no longer reports.")
    would_close: float | None = field(
        label="Would close",
        help="Share of the feed's records, where a load of this file will ask to be allowed.",
        unit="share",
        decimals=6,
    )


@endpoint(
    "GET",
    "/v1/imports",
    roles=ROLES,
    scope=nobody,
    audit="imports.list",
    cache="no-store",
    out=FeedState,
    is_many=True,
    needs_graph=False,
)
def imports(call: Call) -> Reply:
    """Lists the feeds in reach and what became of each when it was last loaded."""
    rows = [dump(state) for state in states(call)]
    return Reply(content={"data": rows}, count=len(rows))


@endpoint(
    "POST",
    "/v1/imports",
    roles=ROLES,
    scope=nobody,
    audit="imports.order",
    cache="no-store",
    body=ImportOrder,
    out=JobState,
    needs_graph=False,
    takes_key=True,
    status=202,
)
def order_import(call: Call) -> Reply:
    """Orders a load of feeds, or of all in reach; the answer says where to look how far it is."""
    job = order(call, call.body)
    headers = {"Location": f"/v1/jobs/{job.id}", "Retry-After": str(RETRY_SECONDS)}
    return Reply(content=dump(state_of(job)), status=202, headers=headers)


@endpoint(
    "POST",
    "/v1/imports/{feed}/file",
    roles=ROLES,
    scope=nobody,
    audit="imports.upload",
    cache="no-store",
    out=FileCheck,
    needs_graph=False,
    rate="export",
    takes_key=True,
    takes_file=True,
    max_body=FORM,
    status=200,
    problems={"store-unreachable"},
)
def send_file(call: Call) -> Reply:
    """Takes a file for a feed, after it was read as a load would; the load itself is ordered apart."""
    report = sent(call)
    told = FileCheck(
        feed=report.name,
        read=report.read,
        rejected=report.rejected,
        created=report.created,
        changed=report.changed,
        closed=report.closed,
        would_close=report.would_close,
    )
    return Reply(content=dump(told), count=report.read)


def sent(call: Call) -> FeedReport:
    """Takes the file of a form for the feed of the address.

    Raises:
        ProblemError: no file was sent, or the feed is not in reach.
        GraphsvcError: the file was refused.
    """
    feed = feed_of(call)
    file = request.files.get("file")
    if file is None or not file.filename:
        fault = Fault(where="body", pointer="/file", detail="Choose a file.")
        raise ProblemError("validation", "No file was sent.", faults=(fault,))
    now = datetime.fromtimestamp(call.house.clock() / _SECOND, UTC)
    return take(call.workspace, Upload(feed=feed.name, name=file.filename, content=file.stream, now=now))


@endpoint(
    "GET",
    "/v1/imports/{feed}/rejects",
    roles=ROLES,
    scope=nobody,
    audit="imports.rejects.read",
    cache="no-store",
    needs_graph=False,
    media=("text/csv",),
)
def import_rejects(call: Call) -> Reply:
    """Returns every row of a feed that was not used in its last load: file, line, field and reason."""
    name = f'attachment; filename="{feed_of(call).name}-rejects.csv"'
    return Reply(content=rejects(call), headers={**CSV, "Content-Disposition": name})
