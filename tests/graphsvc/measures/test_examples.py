"""The examples in the docstrings of the measures run as they are printed."""

import doctest
from importlib import import_module

import pytest


@pytest.mark.parametrize("name", ["betweenness", "brokers", "coverage", "cuts"])
def test_the_examples_of_a_measure_are_true(name: str) -> None:
    found = doctest.testmod(import_module(f"graphsvc.measures.{name}"))

    assert found.attempted > 0
    assert found.failed == 0
