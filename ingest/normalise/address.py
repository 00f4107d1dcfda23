"""Mail addresses: reading them out of header text and telling people from machines.

A tie is only as good as its two ends. Robots, lists and role mailboxes are no persons, and an address
that cannot be read is dropped while its message stays.
"""

import re
import unicodedata
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from functools import lru_cache

import idna

_PLAIN = re.compile(r"(?!imcea)[a-z0-9][a-z0-9._'&=#%-]*@(?:[a-z0-9][a-z0-9-]*(?<!-)\.)+[a-z]{2,}")
_AT_WORD = re.compile(r"^(\S+) at (\S+)$", re.IGNORECASE)
_COMMENT = re.compile(r"\(([^()]*)\)")
_EDGE = "'\"`<>[]{}(),;: \t\r\n"
_STRUCTURE = re.compile(r'["(<;]')
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?")
_TRUNCATED = re.compile(r"\.\.+$")

_ROBOT_WORDS = frozenset(
    {
        "noreply",
        "donotreply",
        "mailerdaemon",
        "postmaster",
        "bounce",
        "bounces",
        "notification",
        "notifications",
        "newsletter",
        "newsletters",
        "listserv",
        "majordomo",
        "announcements",
    }
)
_ROBOT_PARTS = re.compile(
    r"^(?:no-?reply|do-?not-?reply|owner-|bounces?-|notifications?-|newsletters?-)"
    r"|(?:-request|-bounces?|-owner|-?no-?reply|-notifications?|-newsletters?)$"
)
_ROLES = frozenset({"info", "office", "sales", "support", "hr", "billing", "team"})
_ROOM = re.compile(r"^(?:conf(?:erence)?-?)?(?:rooms?|resources?)(?:$|-)")


def match_key(address: str) -> str:
    """Returns the form under which an address is compared: without the `+tag` of its local part."""
    local, _, domain = address.partition("@")
    plain = local.partition("+")[0]
    return f"{plain}@{domain}" if plain else address


def domain_of(address: str) -> str:
    """Returns what stands behind the `@`."""
    return address.rpartition("@")[2]


@lru_cache(maxsize=65_536)
def is_no_person(address: str) -> bool:
    """Tells whether an address is a robot, a list, a role mailbox, a room or a resource."""
    return is_robot(address) or _is_shared(address)


@lru_cache(maxsize=65_536)
def is_robot(address: str) -> bool:
    """Tells whether an address is one that only programs write from or read, such as `no-reply`."""
    local = address.partition("@")[0].partition("+")[0]
    dashed = re.sub(r"[._]+", "-", local)
    return local.replace("-", "").replace("_", "").replace(".", "") in _ROBOT_WORDS or bool(
        _ROBOT_PARTS.search(dashed)
    )


def _is_shared(address: str) -> bool:
    local = address.partition("@")[0].partition("+")[0]
    return local in _ROLES or bool(_ROOM.match(re.sub(r"[._]+", "-", local)))


@lru_cache(maxsize=65_536)
def address_of(text: str) -> str:
    """Returns the normalised address in a text, empty when there is none that can be used.

    Takes `a@b`, `Name <a@b>`, `a@b (Name)`, `mailto:a@b` and `a at b.c`. Not exactly one `@`, a domain
    that was cut off (`gmail....`) and directory addresses (`/O=.../CN=...`) give nothing.
    """
    return mailbox(text)[0]


@lru_cache(maxsize=65_536)
def mailbox(text: str) -> tuple[str, str]:
    """Returns the normalised address and the display name of one mailbox; either may be empty."""
    lowered = text.strip().lower()
    if _PLAIN.fullmatch(lowered):
        return lowered, ""
    raw, name = _halves(text)
    found = _canonical(raw)
    return found, _display(name, found)


def mailboxes(text: str) -> list[tuple[str, str]]:
    """Returns address and display name of every usable mailbox of a header, in order, each once."""
    found: dict[str, str] = {}
    for part in split_list(text):
        address, name = mailbox(part)
        if address and not found.get(address):
            found[address] = name
    return list(found.items())


def split_list(text: str) -> list[str]:
    """Returns the items of an address list; commas in quotes, comments and brackets do not part it."""
    if not _STRUCTURE.search(text):
        return [part.strip() for part in text.split(",") if part.strip()]
    return [part for part in map(str.strip, _scan(text)) if part]


def _scan(text: str) -> list[str]:
    parts, start, depth, quoted = [], 0, 0, False
    for place, mark in enumerate(text):
        if mark == '"' and text[place - 1 : place] != "\\":
            quoted = not quoted
        elif quoted:
            continue
        elif mark in "(<":
            depth += 1
        elif mark in ")>":
            depth = max(0, depth - 1)
        elif mark in ",;" and not depth:
            parts.append(text[start:place])
            start = place + 1
    return [*parts, text[start:]]


def _halves(text: str) -> tuple[str, str]:
    head, opened, rest = text.rpartition("<")
    if opened and (">" in rest or "@" in rest):
        return rest.partition(">")[0], head
    comment = _COMMENT.search(text)
    if comment:
        return _COMMENT.sub(" ", text), comment[1]
    return text, ""


def _canonical(raw: str) -> str:
    text = raw.strip(_EDGE)
    if text[:7].lower() == "mailto:":
        text = text[7:].partition("?")[0]
    worded = _AT_WORD.match(text)
    if worded:
        text = f"{worded[1]}@{worded[2]}"
    local, at, domain = text.strip(_EDGE).partition("@")
    local, domain = local.strip(_EDGE), _host(domain)
    usable = at and local and domain and not _is_directory(local)
    return f"{unicodedata.normalize('NFC', local).lower()}@{domain}" if usable else ""


def _is_directory(local: str) -> bool:
    lowered = local.lower()
    return any(mark.isspace() for mark in local) or lowered.startswith(("/o=", "/cn=", "/ou=", "imcea"))


def _host(domain: str) -> str:
    if _TRUNCATED.search(domain):
        return ""
    host = domain.rstrip(".").lower()
    if not host.isascii():
        host = _idna(host)
    return host if host and all(map(_LABEL.fullmatch, host.split("."))) else ""


def _idna(host: str) -> str:
    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError:
        return ""


def _display(name: str, address: str) -> str:
    text = decoded(name).replace('\\"', "").strip(_EDGE)
    is_address = "@" in text or _canonical(text) == address
    return "" if is_address else " ".join(text.split())


def decoded(text: str) -> str:
    """Returns header text with its RFC 2047 words decoded; text that cannot be decoded stays."""
    if "=?" not in text:
        return text
    try:
        return str(make_header(decode_header(text)))
    except (HeaderParseError, LookupError, UnicodeError, ValueError):
        return text
