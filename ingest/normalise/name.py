"""Names of people and organisations: one form to show, one form to compare.

The key is for suggestions and, only where a mapping says that its source has nothing else, for identity.
"""

import re
import unicodedata
from functools import lru_cache

_TITLES = frozenset({"dr", "prof", "professor", "mr", "mrs", "ms", "miss"})
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "phd", "md", "esq"})
_LEGAL_FORMS = frozenset("ltd limited llc llp lp inc incorporated corp corporation gmbh ag sa plc".split())
_INITIALS = re.compile(r"(?<!\w)(?:[^\W\d_]\.){2,}[^\W\d_]?(?!\w)")
_DEGREE = re.compile(r"\bph\.? ?d\b\.?")
_PUNCTUATION = re.compile(r"[\W_]+")


def display_name(text: str) -> str:
    """Returns a name as it is shown: composed characters, single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


@lru_cache(maxsize=65_536)
def name_key(text: str) -> str:
    """Returns the form under which names of people are compared.

    Without accents, case and punctuation; `Last, First` turned round; titles and suffixes cut.
    """
    parts = [_words(part) for part in _folded(text).split(",")]
    parts = [part for part in map(_without_titles, parts) if part]
    turned = [*parts[1:], parts[0]] if len(parts) == 2 else parts  # noqa: PLR2004
    return " ".join(word for part in turned for word in part)


@lru_cache(maxsize=65_536)
def organisation_key(text: str) -> str:
    """Returns the form under which names of organisations are compared.

    Without accents, case, punctuation and legal forms, wherever they stand. A name that is nothing but
    a legal form stays.
    """
    words = _words(_INITIALS.sub(_joined, _folded(text)))
    return " ".join([word for word in words if word not in _LEGAL_FORMS] or words)


def _folded(text: str) -> str:
    split = unicodedata.normalize("NFKD", text)
    bare = "".join(mark for mark in split if not unicodedata.combining(mark))
    return bare.casefold()


def _words(text: str) -> list[str]:
    return _PUNCTUATION.sub(" ", _DEGREE.sub("phd", text)).split()


def _without_titles(words: list[str]) -> list[str]:
    start, stop = 0, len(words)
    while start < stop and words[start] in _TITLES:
        start += 1
    while stop > start and words[stop - 1] in _SUFFIXES:
        stop -= 1
    return words[start:stop]


def _joined(found: re.Match[str]) -> str:
    return found[0].replace(".", "")
