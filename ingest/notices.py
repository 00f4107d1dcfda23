"""Personal addresses without consent: out of the graph, into the notice box beside it."""

from collections.abc import Sequence
from datetime import date

from graphsvc.store.audit import AuditFile

from graphsvc.workspace import Workspace
from ingest.statement import Notice


def keep_notices(workspace: Workspace, notices: Sequence[Notice], *, on: date) -> None:
    """Puts addresses into the notice box, where only the notice export reads them."""
    with AuditFile(workspace.audit_path, secret=workspace.secret()) as audit:
        for notice in notices:
            audit.put_notice(notice.person, notice.address, on=on)
