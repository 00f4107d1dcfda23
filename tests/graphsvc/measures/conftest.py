"""Books that several measures are tested on, and builders of others."""

import csv
import json
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest

from graphsvc.measures.book import Book

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
SMALL_FIRM = FIXTURES / "small-firm"


def _book_of(
    ties: Mapping[str, float],
    clients: Mapping[str, str],
    *,
    people: str = "",
    omega: Mapping[str, float] | None = None,
    value: Mapping[str, float] | None = None,
    assigned: Collection[str] = (),
    placeholder: Collection[str] = (),
    unit: Mapping[str, int] | None = None,
) -> Book:
    contacts = {name: at for at, name in enumerate(" ".join(clients.values()).split())}
    at_client = [at for at, names in enumerate(clients.values()) for _ in names.split()]
    names = people.split() or list(dict.fromkeys(tie.split(">")[0] for tie in ties))
    employee = [names.index(tie.split(">")[0]) for tie in ties]
    contact = [contacts[tie.split(">")[1]] for tie in ties]
    contact_client = np.array(at_client, dtype=np.int32)
    return Book(
        n_employees=len(names),
        n_contacts=len(contacts),
        n_clients=len(clients),
        employee=np.array(employee, dtype=np.int32),
        contact=np.array(contact, dtype=np.int32),
        client=contact_client[np.array(contact, dtype=np.int32)],
        p=np.array(list(ties.values()), dtype=np.float64),
        assigned=np.array([tie in assigned for tie in ties], dtype=np.bool_),
        contact_client=contact_client,
        omega=np.array([(omega or {}).get(name, 1.0) for name in contacts]),
        value=np.array([(value or {}).get(name, np.nan) for name in clients]),
        unit=np.array([(unit or {}).get(name, -1) for name in names], dtype=np.int32),
        placeholder=np.array([name in placeholder for name in contacts], dtype=np.bool_),
    )


@pytest.fixture(scope="session")
def book_of() -> Callable[..., Book]:
    """Builds a book from {"employee>contact": p} and {client: "contacts"}."""
    return _book_of


F1_TIES = {
    "Ana>x1": 0.9,
    "Ana>x2": 0.6,
    "Ben>x1": 0.3,
    "Ben>y1": 0.8,
    "Cy>z1": 0.7,
    "Dee>z1": 0.5,
    "Dee>z2": 0.4,
    "Eve>w1": 0.6,
    "Cy>w1": 0.6,
}
F1_CLIENTS = {"X": "x1 x2", "Y": "y1", "Z": "z1 z2", "W": "w1"}
F1_VALUES = {"X": 100.0, "Y": 60.0, "Z": 40.0, "W": 30.0}


@pytest.fixture(scope="session")
def f1_and() -> Callable[..., Book]:
    """Builds F1 (risk-measures 3) with further ties, which may name a second contact y2 at Y."""

    def build(more: Mapping[str, float] | None = None) -> Book:
        clients = F1_CLIENTS | ({"Y": "y1 y2"} if "Ana>y2" in (more or {}) else {})
        ties = F1_TIES | dict(more or {})
        return _book_of(ties, clients, people="Ana Ben Cy Dee Eve", value=F1_VALUES)

    return build


@pytest.fixture(scope="session")
def f1(f1_and: Callable[..., Book]) -> Book:
    """F1 of risk-measures 3: employees Ana to Eve are 0 to 4, clients X, Y, Z, W are 0 to 3."""
    return f1_and()


@pytest.fixture(scope="session")
def f1_internal() -> list[tuple[int, int]]:
    """Internal ties of F1: Ana-Ben, Ben-Cy, Cy-Dee, Eve-Cy."""
    return [(0, 1), (1, 2), (2, 3), (4, 2)]


@pytest.fixture(scope="session")
def account() -> Book:
    """The account of ties-and-coverage 9; Ana, Ben, Cho are 0 to 2, CFO, CIO, PM, Analyst 0 to 3."""
    ties = {
        "Ana>CFO": 0.82,
        "Ana>CIO": 0.74,
        "Ana>PM": 0.66,
        "Ben>PM": 0.71,
        "Ben>CIO": 0.28,
        "Cho>PM": 0.63,
        "Cho>Analyst": 0.35,
    }
    omega = {"CFO": 3.0, "CIO": 3.0, "PM": 1.5, "Analyst": 1.0}
    return _book_of(ties, {"client": "CFO CIO PM Analyst"}, omega=omega)


def _rows(name: str) -> list[dict[str, str]]:
    with (SMALL_FIRM / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="session")
def names() -> dict[str, list[str]]:
    """Employees, contacts and clients of the small firm in file order, which is their index."""
    return {
        kind: [row["id"] for row in _rows(f"{kind}.csv")] for kind in ("employees", "contacts", "clients")
    }


@pytest.fixture(scope="session")
def small_firm() -> Book:
    """The small firm of risk-measures 14."""
    contacts = _rows("contacts.csv")
    units = ["Audit", "Tax", "Deals"]
    staff = _rows("employees.csv")
    clients = {row["id"]: "" for row in _rows("clients.csv")}
    for row in contacts:
        clients[row["client"]] += f" {row['id']}"
    ties = {f"{row['employee']}>{row['contact']}": row for row in _rows("ties.csv")}
    return _book_of(
        {name: float(row["p"]) for name, row in ties.items()},
        clients,
        people=" ".join(row["id"] for row in staff),
        omega={row["id"]: float(row["weight"]) for row in contacts},
        value={row["id"]: float(row["value"]) for row in _rows("clients.csv")},
        assigned=[name for name, row in ties.items() if row["basis"] == "assigned"],
        unit={row["id"]: units.index(row["unit"]) for row in staff},
    )


@pytest.fixture(scope="session")
def expected() -> dict[str, Any]:
    """Every value of the small firm, as the reference gives it."""
    return dict(json.loads((SMALL_FIRM / "expected.json").read_text(encoding="utf-8")))


@pytest.fixture(scope="session")
def colleagues() -> "nx.Graph[Any]":
    """Internal ties of the small firm with S >= 25, its nodes in file order."""
    graph: nx.Graph[Any] = nx.Graph()
    graph.add_nodes_from((row["id"], {"unit": row["unit"]}) for row in _rows("employees.csv"))
    graph.add_edges_from(
        (row["a"], row["b"], {"strength": float(row["strength"])}) for row in _rows("colleagues.csv")
    )
    return graph


@pytest.fixture(scope="session")
def consulting32() -> "nx.Graph[Any]":
    """The network of 32 consultants that risk-measures 12 publishes oracles for."""
    with (FIXTURES / "networks" / "consulting32.csv").open(encoding="utf-8", newline="") as file:
        return nx.Graph([(row["from"], row["to"]) for row in csv.DictReader(file)])


@pytest.fixture(scope="session")
def random_book() -> Callable[[int], Book]:
    """Draws a small book from a seed: 6 people, 3 clients, 7 contacts at most; some ties certain."""

    def draw(seed: int) -> Book:
        rng = np.random.default_rng(seed)
        n_employees, n_clients, n_contacts = (int(rng.integers(1, most)) for most in (7, 4, 8))
        contact_client = rng.integers(0, n_clients, n_contacts).astype(np.int32)
        employee, contact = np.nonzero(rng.random((n_employees, n_contacts)) < rng.choice([0.2, 0.5, 0.8]))
        assigned = rng.random(employee.size) < 0.2
        p = rng.choice([0.0, 0.1, 0.25, 0.35, 0.6, 0.75, 0.9, 1.0], employee.size)
        return Book(
            n_employees=n_employees,
            n_contacts=n_contacts,
            n_clients=n_clients,
            employee=employee.astype(np.int32),
            contact=contact.astype(np.int32),
            client=contact_client[contact],
            p=np.where(assigned, 0.6, p),
            assigned=assigned,
            contact_client=contact_client,
            omega=rng.choice([1.0, 1.5, 2.0, 3.0], n_contacts),
            value=rng.choice([np.nan, 10.0, 40.0, 100.0], n_clients),
            unit=rng.integers(-1, 3, n_employees).astype(np.int32),
        )

    return draw
