"""How the bytes of an answer travel: text above a kilobyte is compressed for whoever can unpack it."""

import gzip
import zlib
from collections.abc import Callable, Iterable
from typing import Final, Self

from flask import Request, Response

LEAST: Final = 1_024
"""Bytes below which compressing costs more than it saves."""
_LEVEL: Final = 5
_GZIP: Final = 31
"""Form of a compressed stream: gzip, the largest window."""
_TEXTUAL: Final = ("text/", "application/json", "application/problem+json", "image/svg+xml")


class _Packed:
    """A body that is compressed while it is sent; closing it closes what it is made of."""

    def __init__(self, body: Iterable[bytes], close: Callable[[], object]) -> None:
        self._body, self.close = iter(body), close
        self._packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
        self._is_over = False

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> bytes:
        if self._is_over:
            raise StopIteration
        for chunk in self._body:
            if packed := self._packer.compress(chunk):
                return packed
        self._is_over = True
        return self._packer.flush()


def encode(request: Request, response: Response) -> None:
    """Compresses the body of a response where it is text and the client takes gzip.

    Both forms say the same, so the tag of the compressed one is weak, and caches keep the two apart. A body
    that is made while it is sent is compressed so too.
    """
    if not (response.mimetype or "").startswith(_TEXTUAL) or response.direct_passthrough:
        return
    if "Content-Encoding" in response.headers:
        return
    _vary(response)
    if not takes_gzip(request):
        return
    if response.is_streamed:
        body = response.response
        response.response = _Packed(response.iter_encoded(), getattr(body, "close", _nothing))
    elif len(content := response.get_data()) > LEAST:
        response.set_data(gzip.compress(content, compresslevel=_LEVEL, mtime=0))
    else:
        return
    response.headers["Content-Encoding"] = "gzip"
    tag, _ = response.get_etag()
    if tag:
        response.set_etag(tag, weak=True)


def _nothing() -> None:
    """Does nothing."""


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
