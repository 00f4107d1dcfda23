"""The job that brings the snapshot up to the store after somebody recorded something."""

from api.work.hold import Done, Hold
from graphsvc import publish as publication
from graphsvc.errors import ConflictError
from graphsvc.question import day_of
from graphsvc.workspace import today
from ingest.job import opened


def publish(hold: Hold) -> Done:
    """Builds the snapshot if it is behind, and returns what came of it.

    Raises:
        ConflictError: a load must end first; it is worth to try again.
    """
    hold.tell("publish", 0, total=1)
    workspace = hold.workspace
    terms = publication.Terms(today=day_of(today(workspace, now=hold.now)), currency=workspace.firm.currency)
    with opened(workspace) as store:
        done = publication.publish(store, workspace.snapshots, terms)
    if done.waiting:
        raise ConflictError(done.reason)
    hold.tell("published", 1, total=1)
    return Done(result={"seq": done.seq, "is_new": done.is_new, "reason": done.reason})
