"""Headers: the same column under the spellings of a screen, an export and an interface."""

import re
from functools import lru_cache

_NOISE = re.compile(r"[\ufeff\s_.-]+")


@lru_cache(maxsize=4096)
def header_key(header: str) -> str:
    """Returns the form under which headers match: without case, byte order mark, spaces, `_`, `-`, `.`."""
    return _NOISE.sub("", header).casefold()
