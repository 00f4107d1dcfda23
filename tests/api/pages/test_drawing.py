"""The picture of a what-if: two sides with the same places, and every line a row of its table."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from api.pages.drawing import MOST_NODES, draw


def tie(first: str, second: str, p: float = 0.8, basis: str = "measured") -> dict[str, Any]:
    band = "very_strong" if basis == "measured" else None
    names = {"first_name": first.title(), "second_name": second.title()}
    return {"first": first, "second": second, "p": p, "basis": basis, "band": band, **names}


def row(client: str, *ties: dict[str, Any]) -> dict[str, Any]:
    return {"client": client, "client_name": client.title(), "evidence": list(ties)}


ACME = row("acme", tie("ana", "sam"), tie("ben", "sam"), tie("ana", "kim"))


def test_both_sides_have_the_same_places() -> None:
    drawing = draw([ACME, row("zeta", tie("ben", "lou"))], {"ana"})

    assert drawing is not None
    before, after = ([(each.key, each.x, each.y) for each in side.nodes] for side in drawing.sides)
    assert before == after


def test_who_leaves_is_a_ring_and_whom_nobody_holds_a_square() -> None:
    drawing = draw([ACME], {"ana"})

    assert drawing is not None
    states = {each.key: each.state for each in drawing.sides[1].nodes}
    assert states == {"ana": "gone", "ben": "there", "sam": "there", "kim": "alone", "acme": "there"}


def test_before_everybody_is_there() -> None:
    drawing = draw([ACME], {"ana"})

    assert drawing is not None
    assert {each.state for each in drawing.sides[0].nodes} == {"there"}


def test_the_table_says_which_ties_end() -> None:
    drawing = draw([ACME], {"ana"})

    assert drawing is not None
    told = [(each.person, each.contact, each.band, each.after) for each in drawing.ties]
    assert told == [
        ("Ana", "Sam", "very strong", "ends"),
        ("Ben", "Sam", "very strong", "stays"),
        ("Ana", "Kim", "very strong", "ends"),
    ]


def test_a_tie_on_paper_says_so_and_leads_to_the_client() -> None:
    drawing = draw([row("acme", tie("ana", "acme", basis="assigned"))], set())

    assert drawing is not None
    assert [(each.contact, each.band) for each in drawing.ties] == [("–", "on paper")]


def test_a_cold_tie_is_not_drawn() -> None:
    assert draw([row("acme", tie("ana", "sam", p=0.1))], set()) is None


def test_a_picture_of_too_many_is_left_to_the_table() -> None:
    crowd = [tie("ana", f"contact{at}") for at in range(MOST_NODES)]

    assert draw([row("acme", *crowd)], set()) is None


PEOPLE = st.sampled_from([f"person{at}" for at in range(6)])
CONTACTS = st.sampled_from([f"contact{at}" for at in range(8)])
FIRMS = st.dictionaries(
    st.sampled_from(["acme", "zeta", "yonder"]), st.lists(st.tuples(PEOPLE, CONTACTS), max_size=8), min_size=1
)


@given(FIRMS, st.sets(PEOPLE))
def test_no_two_nodes_share_a_place_and_order_decides_nothing_twice(
    firms: dict[str, list[tuple[str, str]]], leavers: set[str]
) -> None:
    rows = [row(client, *(tie(*pair) for pair in pairs)) for client, pairs in firms.items()]

    drawing = draw(rows, leavers)

    assert drawing == draw(rows, leavers)
    if drawing is not None:
        places = [(each.x, each.y) for each in drawing.sides[0].nodes]
        assert len(set(places)) == len(places)
