"""Vocabularies: the words of many systems for one value of ours.

The tables stand in `vocabularies.toml`; a mapping names one, or writes its own beside the column.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources

_NOISE = re.compile(r"[\W_]+")


def plain(text: str) -> str:
    """Returns the form under which words are compared: no case, no spaces, no punctuation."""
    return _NOISE.sub("", text).casefold()


@cache
def vocabularies() -> Mapping[str, Mapping[str, str]]:
    """Returns every named table: plain form of a word to the value it stands for."""
    text = resources.files("ingest.mapping").joinpath("vocabularies.toml").read_text()
    return {name: _inverted(table) for name, table in tomllib.loads(text).items()}


def words_for(values: str | Mapping[str, str], choices: Iterable[str]) -> Mapping[str, str]:
    """Returns the words a field understands: its own values, then those of the vocabulary.

    Args:
        values: name of a vocabulary, or own words to values; empty for none.
        choices: the values of the field.
    """
    own = {plain(choice): choice for choice in choices}
    if not isinstance(values, str):
        return {**own, **{plain(word): value for word, value in values.items()}}
    return {**own, **vocabularies().get(values, {})}


def _inverted(table: Mapping[str, list[str]]) -> Mapping[str, str]:
    return {plain(word): value for value, words in table.items() for word in words}
