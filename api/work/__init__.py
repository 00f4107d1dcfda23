"""The registry of long work: what a worker can be told to do, by the kind of the job."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from api.work.erase import erase
from api.work.hold import Done, Hold
from api.work.ingest import ingest
from api.work.publish import publish
from api.work.retention import retention

JOBS: Mapping[str, Callable[[Hold], Done]] = MappingProxyType(
    {"erase": erase, "ingest": ingest, "publish": publish, "retention": retention}
)
"""Kinds of jobs and the function that does each."""
