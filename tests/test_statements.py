"""No text of a caller becomes part of a statement: what is run is written in the code, values are parameters.

SQL and Cypher stand in the store alone. A statement there may be put together, but only of names of this
module's constants and of words that its own functions pass to each other, never of what a caller sends.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
RUNS = frozenset({"execute", "executemany", "executescript", "run", "alone", "writing"})
"""Methods that run a statement."""
DATABASE = frozenset(
    {"db", "_db", "tx", "_tx", "transaction", "place", "session", "connection", "_connection"}
)
"""What statements are run on."""
FILES = sorted(path for room in ("graphsvc", "ingest", "api") for path in (ROOT / room).rglob("*.py"))
STORE = ROOT / "graphsvc" / "store"


def built(node: ast.AST) -> bool:
    """Returns whether a text is put together at run time: f-string, +, % or format."""
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in node.values)
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, (ast.Add, ast.Mod))
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format"


def statements(tree: ast.AST) -> Iterator[ast.expr]:
    """Yields the first argument of every call that runs a statement on a database."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in RUNS:
            on = node.func.value
            name = on.id if isinstance(on, ast.Name) else on.attr if isinstance(on, ast.Attribute) else ""
            if name in DATABASE and node.args:
                yield node.args[0]


def parts(node: ast.AST) -> Iterator[ast.expr]:
    """Yields what a text is put together of."""
    if isinstance(node, ast.JoinedStr):
        yield from (part.value for part in node.values if isinstance(part, ast.FormattedValue))
    elif isinstance(node, ast.BinOp):
        yield from (node.left, node.right)


def public_texts(tree: ast.AST) -> dict[str, set[str]]:
    """Returns the text parameters of every public function by its name: what a caller may send."""
    return {
        each.name: {argument.arg for argument in (*each.args.args, *each.args.kwonlyargs)}
        for each in ast.walk(tree)
        if isinstance(each, ast.FunctionDef) and not each.name.startswith("_")
    }


@pytest.mark.parametrize(
    "path", [path for path in FILES if STORE not in path.parents], ids=lambda path: path.name
)
def test_nothing_outside_the_store_runs_a_statement(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))

    assert not [ast.unparse(each) for each in statements(tree) if not isinstance(each, ast.Constant)]


@pytest.mark.parametrize("path", sorted(STORE.rglob("*.py")), ids=lambda path: path.name)
def test_a_statement_holds_nothing_that_a_caller_sends(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))

    sent = []
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef) or function.name.startswith("_"):
            continue
        arguments = public_texts(function)[function.name] - {"self", "where", "statement", "sql"}
        for node in ast.walk(function):
            texts = [node] if built(node) and _is_statement(node) else []
            sent += [
                (function.name, ast.unparse(part))
                for text in texts
                for part in parts(text)
                for name in ast.walk(part)
                if isinstance(name, ast.Name) and name.id in arguments
            ]

    assert sent == []


def _is_statement(node: ast.AST) -> bool:
    words = ast.unparse(node).upper()
    return any(verb in words for verb in ("SELECT ", "INSERT ", "UPDATE ", "DELETE ", "MATCH (", "MERGE ("))


def test_the_rule_sees_what_it_forbids() -> None:
    bad = ast.parse("def find(self, name):\n    db.execute(f\"SELECT 1 FROM x WHERE n = '{name}'\")\n")

    [found] = statements(bad)

    assert built(found)
    assert [ast.unparse(part) for part in parts(found)] == ["name"]
    assert "name" in public_texts(bad)["find"]
