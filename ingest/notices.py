"""Personal addresses without consent: out of the graph, into the notice box beside it."""

from collections.abc import Sequence
from contextlib import closing
from datetime import date

from graphsvc.store.notices import NoticeBox
from graphsvc.workspace import Workspace
from ingest.statement import Notice

_EPOCH = date(1970, 1, 1)


def keep_notices(workspace: Workspace, notices: Sequence[Notice], *, on: date) -> None:
    """Puts addresses into the notice box, where only the notice export reads them."""
    with closing(NoticeBox(workspace.audit_path)) as box:
        for notice in notices:
            box.put(notice.person, notice.address, added_on=(on - _EPOCH).days)
