"""Pages of a list: a signed cursor says where the next one begins, and of which list it is."""

from collections.abc import Callable
from typing import Any, Protocol
from urllib.parse import urlencode

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

from api.endpoint import Reply
from api.problem import ProblemError

_MOST = 200


class Paging(Protocol):
    """Limit and cursor of a request."""

    @property
    def limit(self) -> int:
        """Rows of a page."""
        ...

    @property
    def cursor(self) -> str | None:
        """Where the page begins."""
        ...


def page(content: dict[str, Any], paging: Paging, *, seq: int, question: str) -> Reply:
    """Returns one page of a document that holds every row; see `part_of`."""

    def rows(part: slice) -> dict[str, Any]:
        """Returns the content with a part of its rows."""
        return {**content, "data": content["data"][part]}

    return part_of(len(content["data"]), rows, paging, of=(seq, question))


def part_of(
    total: int, rows: Callable[[slice], dict[str, Any]], paging: Paging, *, of: tuple[int, str]
) -> Reply:
    """Returns one page of a document, with the cursor of the next.

    Args:
        total: rows of the whole list.
        rows: gives the document of some rows of the list.
        paging: limit and cursor of the request.
        of: sequence number of the publication, and name of the list.

    Raises:
        ProblemError: the limit is out of range; the cursor is malformed, foreign or of an older list.
    """
    if not 1 <= paging.limit <= _MOST:
        raise ProblemError("validation", f"limit must lie between 1 and {_MOST}.")
    mark = [*of, _filters()]
    start = _start(paging.cursor, mark) if paging.cursor else 0
    content = rows(slice(start, start + paging.limit))
    end = start + len(content["data"])
    cursor = _signer().dumps([*mark, end]) if end < total else None
    headers = {"Link": f'<{_next(str(cursor))}>; rel="next"'} if cursor else {}
    body = {**content, "next_cursor": cursor, "total": total}
    return Reply(content=body, headers=headers, count=len(content["data"]))


def _start(cursor: str, mark: list[Any]) -> int:
    try:
        found = _signer().loads(cursor)
    except BadSignature as error:
        raise ProblemError("bad-cursor", "The cursor is malformed.") from error
    if found[1:3] != mark[1:]:
        raise ProblemError("bad-cursor", "The cursor belongs to another list.")
    if found[0] != mark[0]:
        raise ProblemError("cursor-expired", "A newer publication answers now; begin again without a cursor.")
    return int(found[3])


def _filters() -> list[list[str]]:
    skipped = {"cursor", "limit"}
    return sorted([name, value] for name, value in request.args.items(multi=True) if name not in skipped)


def _next(cursor: str) -> str:
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "cursor"]
    return f"{request.path}?{urlencode([*kept, ('cursor', cursor)])}"


def _signer() -> URLSafeSerializer:
    secret: bytes = current_app.extensions["house"].secret
    return URLSafeSerializer(secret, salt="cursor")
