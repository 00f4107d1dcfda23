"""What is sent: a reply as a response, and the same one again for a request that comes twice."""

import re
from collections.abc import Callable

import orjson
from flask import Response
from flask import request as current

from api.endpoint import KEY_HEADER, Endpoint, Principal, Reply
from api.files import Stream
from api.house import House
from api.problem import Fault, ProblemError
from graphsvc.store.replies import LONGEST_KEY, Attempt, Kept

_KEY = re.compile(rf"[!-~]{{1,{LONGEST_KEY}}}")
_SENT_AGAIN = ("Content-Type", "Location", "Retry-After")
_REFUSED = 400


def respond(reply: Reply) -> Response:
    """Returns a reply as an HTTP response; text, bytes and files stay what they are, all else is JSON."""
    if isinstance(reply.content, Response):
        return reply.content
    if isinstance(reply.content, (str, bytes, Stream)):
        return Response(reply.content, status=reply.status, headers=dict(reply.headers))
    content = orjson.dumps(reply.content)
    return Response(content, status=reply.status, headers=dict(reply.headers), mimetype="application/json")


def once(house: House, endpoint: Endpoint, principal: Principal, run: Callable[[], Reply]) -> Reply:
    """Returns the reply of an endpoint; a request that was answered under its key is not run again.

    Raises:
        ProblemError: the key cannot be one.
        NotAllowedError: the key was used with another body.
        ConflictError: the first request of the key is not answered yet.
    """
    key = current.headers.get(KEY_HEADER)
    if key is None or not endpoint.takes_key:
        return run()
    attempt = Attempt.of(principal.name, _checked(key), current.full_path.encode(), current.get_data())
    kept = house.replies.begin(attempt)
    if kept:
        return Reply(content=Response(kept.content, status=kept.status, headers=dict(kept.headers)))
    try:
        reply = run()
        response = respond(reply)
        if reply.is_kept and response.status_code < _REFUSED:
            house.replies.keep(attempt, _kept(response))
    finally:
        house.replies.release(attempt)
    return reply


def _checked(key: str) -> str:
    if _KEY.fullmatch(key):
        return key
    detail = f"Use 1 to {LONGEST_KEY} printable characters without spaces."
    fault = Fault(where="header", pointer=f"/{KEY_HEADER}", detail=detail)
    raise ProblemError("validation", f"{KEY_HEADER}: {detail}", faults=(fault,))


def _kept(response: Response) -> Kept:
    headers = {name: response.headers[name] for name in _SENT_AGAIN if name in response.headers}
    return Kept(status=response.status_code, headers=headers, content=response.get_data())
