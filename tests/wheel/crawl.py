"""A visitor with a cookie and no script: signs in, follows every link of a page, posts what a form holds."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from http.client import HTTPConnection
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

_LINK = re.compile(r'(?:href|src)="([^"]*)"')
_TOKEN = re.compile(r'name="form_token" value="([0-9a-f]+)"')
_KEY = re.compile(r"[a-z]-[0-9a-v]{13}")
_FILES = (".csv", ".xlsx", ".json")


def _shape(path: str) -> str:
    """Returns an address without the keys and values that tell pages of one kind apart."""
    link = urlsplit(path)
    return f"{_KEY.sub('KEY', link.path)}?{sorted(name for name, _ in parse_qsl(link.query))}"


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What an address gave."""

    path: str
    status: int
    kind: str
    text: str


@dataclass(kw_only=True)
class Crawler:
    """Somebody who looks at a service on this machine.

    Attributes:
        port: where it listens.
        most: pages of one role that are visited at most, one of each kind.
    """

    port: int
    most: int = 80
    cookie: str = ""
    token: str = ""
    external: set[str] = field(default_factory=set[str])

    def get(self, path: str) -> Seen:
        """Returns what an address gives."""
        return self._asked("GET", path, "")

    def post(self, path: str, **form: str) -> Seen:
        """Sends a form as a browser would."""
        return self._asked("POST", path, urlencode({"form_token": self.token, **form}))

    def walk(self, start: str) -> Iterator[Seen]:
        """Yields every kind of page and asset that can be reached by links, each once; files are left out."""
        waiting, known = [start], {_shape(start)}
        for _ in range(self.most):
            if not waiting:
                return
            seen = self.get(waiting.pop(0))
            yield seen
            for path in self._links(seen) if seen.kind.startswith("text/html") else ():
                if _shape(path) not in known:
                    known.add(_shape(path))
                    waiting.append(path)

    def _links(self, seen: Seen) -> Iterator[str]:
        for found in _LINK.findall(seen.text):
            link = urlsplit(urljoin(seen.path, unescape(found)))
            if link.scheme in {"http", "https"} or link.netloc:
                self.external.add(unescape(found))
            elif not link.scheme and not link.path.endswith(_FILES):
                yield link._replace(fragment="").geturl()

    def _asked(self, method: str, path: str, body: str) -> Seen:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Accept": "text/html,*/*;q=0.8", "Cookie": self.cookie, "Sec-Fetch-Site": "same-origin"}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body=body or None, headers=headers)
        response = connection.getresponse()
        text = response.read().decode("utf-8", "replace")
        if cookie := response.getheader("Set-Cookie"):
            self.cookie = cookie.partition(";")[0]
        if found := _TOKEN.search(text):
            self.token = found[1]
        connection.close()
        return Seen(path=path, status=response.status, kind=response.getheader("Content-Type", ""), text=text)
