"""Stable identifiers: what makes a person, a client or a relationship the same thing for ever.

An id is 63 bits of BLAKE2b, so that it fits a signed SQLite integer; a key is the same number written
for people and files. Key and id translate into each other without a look-up, and keys sort like ids,
so a snapshot of numbers can answer in keys and both stores order alike.
"""

from hashlib import blake2b

_BITS = 63
_BYTES = 8
_KEY_CHARACTERS = 13
_BASE = 32
_DIGITS = "0123456789abcdefghijklmnopqrstuv"
_PAIRS = tuple(high + low for high in _DIGITS for low in _DIGITS)
_SHIFTS = (50, 40, 30, 20, 10, 0)  # ten bits a pair below the first digit
_TEN_BITS = 1023


def hash63(*parts: str | int) -> int:
    """Returns a 63-bit number for the parts, the same on every machine and in every process."""
    text = "\x1f".join(map(str, parts))
    digest = blake2b(text.encode(), digest_size=_BYTES).digest()
    return int.from_bytes(digest, "big") >> (8 * _BYTES - _BITS)


def key_of(prefix: str, node_id: int) -> str:
    """Returns the key of an id, such as `p-` and 13 characters of base32hex."""
    pairs = "".join([_PAIRS[(node_id >> shift) & _TEN_BITS] for shift in _SHIFTS])
    return f"{prefix}-{_DIGITS[node_id >> 60]}{pairs}"


def id_of(key: str) -> int:
    """Returns the id behind a key.

    Raises:
        ValueError: the text is no key.
    """
    _, _, text = key.partition("-")
    if len(text) != _KEY_CHARACTERS:
        message = f"'{key}' is no key: a prefix, '-' and {_KEY_CHARACTERS} characters are needed"
        raise ValueError(message)
    return int(text, _BASE)


def is_key(text: str) -> bool:
    """Returns whether a text is a key, of whatever kind."""
    prefix, _, _ = text.partition("-")
    try:
        number = id_of(text)
    except ValueError:
        return False
    return number < 2**_BITS and text == key_of(prefix, number)


def new_key(prefix: str, *parts: str | int) -> str:
    """Returns the key of the first (source, id or address) under which something was seen."""
    return key_of(prefix, hash63(prefix, *parts))


def fact_id(src: str, kind: str, dst: str, qual: str) -> int:
    """Returns the id of a relationship: its ends, its type and what tells it from its parallels."""
    return hash63(src, kind, dst, qual)


def row_id(fact: int, valid_from: int) -> int:
    """Returns the id of one interval of a relationship; `valid_from` is a day."""
    return hash63(fact, valid_from)


def claim_id(source: str, kind: str, target: str | int) -> int:
    """Returns the id of what one source says of a node (`target` = key) or a relationship (= fact id)."""
    return hash63(source, kind, target)


def mail_token(address: str) -> str:
    """Returns the identifier of a mail address in the graph, whose local part has no `+tag`."""
    local, _, domain = address.casefold().partition("@")
    return f"@{local.partition('+')[0]}@{domain}"
