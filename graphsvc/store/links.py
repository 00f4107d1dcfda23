"""Which keys are one: links joined into groups, each read under the key first seen."""

from collections.abc import Iterable, Mapping, Sequence
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
        """Reads the links of a store; chains are followed."""
        pairs = tx.links()
        if not pairs:
            return cls(first={}, groups={})
        firsts = tx.firsts(sorted({key for pair in pairs for key in pair}))
        groups = [sorted(each, key=lambda key: (firsts[key], key)) for each in _joined(pairs)]
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


def _joined(pairs: Sequence[tuple[str, str]]) -> list[set[str]]:
    groups: dict[str, set[str]] = {}
    for src, dst in pairs:
        group = groups.get(src, {src}) | groups.get(dst, {dst})
        groups |= dict.fromkeys(group, group)
    return list({id(group): group for group in groups.values()}.values())
