"""Which keys are one: links joined into groups, each read under the key first seen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graphsvc.store.backend import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Groups of keys that are one.

    Attributes:
        first: the key first seen, for every key of a group, itself included.
        groups: the keys of a group in the order they were first seen, by the key first seen.
    """

    first: Mapping[str, str]
    groups: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, tx: Reading) -> "Links":
        """Reads the links of a store; chains are followed, but never to somebody judged to be another."""
        pairs = tx.links()
        if not pairs:
            return cls(first={}, groups={})
        firsts = tx.firsts(sorted({key for pair in pairs for key in pair}))
        joined = together(pairs, tx.judged_apart())
        groups = [sorted(each, key=lambda key: (firsts[key], key)) for each in joined]
        return cls(
            first={key: group[0] for group in groups for key in group},
            groups={group[0]: tuple(group) for group in groups},
        )

    def one(self, key: str) -> str:
        """Returns the key under which a node is read."""
        return self.first.get(key, key)

    def all(self, keys: Iterable[str]) -> list[str]:
        """Returns every key of the nodes behind the keys, without repeats."""
        ones = dict.fromkeys(self.one(key) for key in keys)
        return [key for one in ones for key in self.groups.get(one, (one,))]


def together(links: Iterable[tuple[str, str]], apart: Iterable[tuple[str, str]]) -> list[frozenset[str]]:
    """Returns the groups of keys that links make, whatever the order of the links.

    A link that would bring two keys together that somebody judged to be different people counts for
    nothing, also where it would do so over a third; of several such links the first by key stands.

    Args:
        links: pairs of keys that are one.
        apart: pairs of keys that are not.
    """
    others: dict[str, set[str]] = {}
    for one, other in apart:
        others.setdefault(one, set()).add(other)
        others.setdefault(other, set()).add(one)
    groups: dict[str, frozenset[str]] = {}
    for one, other in sorted(tuple(sorted(pair)) for pair in links):
        left, right = groups.get(one, frozenset((one,))), groups.get(other, frozenset((other,)))
        if right.isdisjoint(set[str]().union(*(others.get(key, ()) for key in left))):
            groups |= dict.fromkeys(left | right, left | right)
    return list(dict.fromkeys(groups.values()))
