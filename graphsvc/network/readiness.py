"""Compiling before anybody asks what questions about a large network would have compiled inside a request.

A pass is compiled for the types of its columns, so each is run once over two nodes, in the types that the
measures give it. The compiler keeps on disk what it made; a second process only loads it.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np

from graphsvc.kernels.blocks import low_links
from graphsvc.kernels.brokerage import exclusive_counts
from graphsvc.kernels.compiler import COMPILE_FROM, compiled
from graphsvc.kernels.coverage import loss_of_each, loss_of_set
from graphsvc.kernels.shortest import dependencies
from graphsvc.measures.betweenness import COMPILED_FROM
from graphsvc.network.ties import ties
from graphsvc.snapshot import Snapshot

_START: Final = np.array([0, 1, 2], dtype=np.int64)
_ENDS: Final = np.array([1, 0], dtype=np.int32)
_ONES: Final = np.ones(2, dtype=np.int64)
_HALVES: Final = np.full(2, 0.5)
_SAMPLES: Final[Mapping[Callable[..., Any], tuple[Any, ...]]] = {
    low_links: (_START, _ENDS, 0),
    exclusive_counts: (_START, _ENDS, _ENDS, -_ENDS, np.zeros((0, 2), dtype=np.bool_)),
    dependencies: (_START, _ENDS, _ONES, _ONES),
    loss_of_each: (_START.view(np.uint64), _ENDS.view(np.uint32), _HALVES, _HALVES, 2),
    loss_of_set: (_ENDS, _START, _ENDS, *[_HALVES] * 4, np.zeros(2)),
}
PASSES: Final = tuple(_SAMPLES)
"""Every pass that is compiled for a large network."""


def compile_for(snapshot: Snapshot) -> bool:
    """Compiles what questions about a publication need compiled, and returns whether it is that large.

    O(ties), and the compiler's ten seconds the first time after an installation.
    """
    is_needed = _is_large(snapshot)
    if is_needed:
        for function, columns in _SAMPLES.items():
            compiled(function)(*columns)
    return is_needed


def _is_large(snapshot: Snapshot) -> bool:
    """Tells whether any measure of today's network may reach the size from which its pass is compiled."""
    known = ties(snapshot, snapshot.today)
    ours = known.standing.is_employee(known.first) & known.standing.is_employee(known.second)
    degree = np.bincount(np.concatenate((known.first[ours], known.second[ours])))
    most = max(known.first.size, int((degree**2).sum()), known.standing.employees.size + 2 * int(ours.sum()))
    return most >= COMPILE_FROM or known.standing.employees.size * int(ours.sum()) >= COMPILED_FROM
