"""What tests of actions share: the small firm, and a desk of one's own; a smaller one for ties."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.service import build, firm
from tests.graphsvc.actions.office import Office, office
from tests.graphsvc.desk import Work, at_work
from tests.graphsvc.firm import Firm


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the small firm, published; not to be changed."""
    return build(tmp_path_factory.mktemp("actions") / "firm")


@pytest.fixture
def work(built: Path, tmp_path: Path) -> Iterator[Work]:
    """A desk in a copy that nobody else works in."""
    with at_work(built, tmp_path / "firm", key=firm().key) as opened:
        yield opened


def team() -> Firm:
    """Returns Ann and Bob who know Cy of Acme, and Dee of Acme whom nobody knows; no feed covers Pat."""
    firm = Firm()
    firm.organisation("Acme")
    for name in ("ann", "bob"):
        firm.employee(name, "audit")
    firm.employee("pat", "tax", connected=False)
    firm.contact("cy", "Acme", "decision_maker")
    firm.contact("dee", "Acme")
    firm.tie("ann", "cy", 0.8)
    firm.tie("bob", "cy", 0.3)
    firm.tie("ann", "bob", 0.5)
    return firm


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    """The desk of the small firm."""
    with office(tmp_path, team()) as found:
        yield found
