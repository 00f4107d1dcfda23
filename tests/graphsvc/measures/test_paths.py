"""Introduction paths: people-and-alumni 5."""

from collections.abc import Callable
from itertools import pairwise, permutations

from hypothesis import given
from hypothesis import strategies as st

from graphsvc.measures.paths import introduction_paths

YOU, A, B, C, D, V = range(6)


def graph(ties: dict[tuple[int, int], float]) -> dict[int, list[tuple[int, float]]]:
    found: dict[int, list[tuple[int, float]]] = {}
    for (one, other), p in ties.items():
        found.setdefault(one, []).append((other, p))
        found.setdefault(other, []).append((one, p))
    return found


REFERENCE = {
    (YOU, A): 0.8,
    (A, V): 0.5,
    (YOU, B): 0.6,
    (B, V): 0.6,
    (YOU, C): 0.9,
    (C, D): 0.7,
    (D, V): 0.7,
}


def anybody(person: int) -> bool:
    return person >= 0


def paths(
    ties: dict[tuple[int, int], float], *, may_introduce: Callable[[int], bool] = anybody, limit: int = 3
) -> list[tuple[tuple[int, ...], float]]:
    known = graph(ties)
    found = introduction_paths(
        YOU, V, neighbours=lambda person: known.get(person, []), may_introduce=may_introduce, limit=limit
    )
    return [(path.people, round(path.product, 4)) for path in found]


def test_the_worked_example_of_the_reference_is_found_strongest_first() -> None:
    found = paths(REFERENCE)

    assert found == [((YOU, C, D, V), 0.441), ((YOU, A, V), 0.4), ((YOU, B, V), 0.36)]


def test_the_weakest_tie_is_named() -> None:
    known = graph(REFERENCE)

    (best, *_) = introduction_paths(YOU, V, neighbours=lambda person: known[person], may_introduce=anybody)

    assert (best.weakest, best.p[best.weakest]) == (1, 0.7)


def test_who_may_not_introduce_stands_on_no_way() -> None:
    found = paths(REFERENCE, may_introduce=lambda person: person not in {C, A})

    assert found == [((YOU, B, V), 0.36)]


def test_the_own_tie_counts_as_a_way() -> None:
    found = paths({(YOU, V): 0.3, **REFERENCE}, limit=4)

    assert found[-1] == ((YOU, V), 0.3)


def test_without_a_way_of_three_ties_nothing_is_found() -> None:
    found = paths({(YOU, A): 0.9, (A, B): 0.9, (B, C): 0.9, (C, V): 0.9})

    assert found == []


@given(
    st.dictionaries(
        st.tuples(st.integers(0, 5), st.integers(0, 5)).filter(lambda pair: pair[0] < pair[1]),
        st.floats(0.05, 1.0),
        max_size=15,
    )
)
def test_the_best_way_equals_trying_every_way(ties: dict[tuple[int, int], float]) -> None:
    p = {**ties, **{(other, one): value for (one, other), value in ties.items()}}
    between = [people for size in (0, 1, 2) for people in permutations((A, B, C, D), size)]

    found = paths(ties, limit=1)

    ways = [(YOU, *people, V) for people in between]
    products = [_product(p, way) for way in ways]
    assert (found[0][1] if found else 0.0) == round(max(products), 4)


def _product(p: dict[tuple[int, int], float], way: tuple[int, ...]) -> float:
    product = 1.0
    for one, other in pairwise(way):
        product *= p.get((one, other), 0.0)
    return product
