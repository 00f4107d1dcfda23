"""What every test shares: hypothesis profiles, the socket rule and the real data."""

import os
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import settings

pytest_plugins = ["tests.neo4j_runtime.plugin"]

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"

settings.register_profile("dev", max_examples=25, deadline=None)
settings.register_profile("ci", max_examples=200, deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "dev")


def neo4j_hosts() -> list[str]:
    """The only hosts that a test marked neo4j may reach."""
    given = urlsplit(os.environ.get("GRAPHSVC_TEST_NEO4J_URI", "")).hostname
    return ["127.0.0.1", "::1", *([given] if given else [])]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    hosts = neo4j_hosts()
    for item in items:
        if item.get_closest_marker("neo4j"):
            item.add_marker(pytest.mark.allow_hosts(hosts))
            # The first of them waits until the server is assembled and up, which has limits of its own.
            if not item.get_closest_marker("timeout"):
                item.add_marker(pytest.mark.timeout(120, func_only=True))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data beside the repository; a test that needs it is skipped where it is absent."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"no real data: {SHARED_DATA} is absent")
    return SHARED_DATA
