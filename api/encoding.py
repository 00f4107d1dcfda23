"""How the bytes of an answer travel: text above a kilobyte is compressed for whoever can unpack it."""

import gzip
from typing import Final

from flask import Request, Response

LEAST: Final = 1_024
"""Bytes below which compressing costs more than it saves."""
_LEVEL: Final = 5
_TEXTUAL: Final = ("text/", "application/json", "application/problem+json", "image/svg+xml")


def encode(request: Request, response: Response) -> None:
    """Compresses the body of a response where it is text and the client takes gzip.

    Both forms say the same, so the tag of the compressed one is weak, and caches keep the two apart.
    """
    if response.is_streamed or not (response.mimetype or "").startswith(_TEXTUAL):
        return
    if "Content-Encoding" in response.headers:
        return
    _vary(response)
    if not takes_gzip(request):
        return
    body = response.get_data()
    if len(body) <= LEAST:
        return
    response.set_data(gzip.compress(body, compresslevel=_LEVEL, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    tag, _ = response.get_etag()
    if tag:
        response.set_etag(tag, weak=True)


def _vary(response: Response) -> None:
    varies = response.headers.get("Vary", "")
    if "Accept-Encoding" not in varies:
        response.headers["Vary"] = f"{varies}, Accept-Encoding" if varies else "Accept-Encoding"


def takes_gzip(request: Request) -> bool:
    """Returns whether a client would rather have a compressed body."""
    if not request.headers.get("Accept-Encoding"):
        return False
    wanted = request.accept_encodings
    return wanted.quality("gzip") > 0 and wanted.quality("gzip") >= wanted.quality("identity")
