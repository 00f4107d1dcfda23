"""What is read: one publication as immutable columns of numbers on disk."""

from graphsvc.snapshot.build import build
from graphsvc.snapshot.column import NO_CODE, NO_DAY, NO_MONEY, until
from graphsvc.snapshot.knows import CHANNELS
from graphsvc.snapshot.manifest import FORMAT, Manifest, Source, Stamp
from graphsvc.snapshot.reader import Edges, KnowsRows, Snapshot
from graphsvc.snapshot.rewrite import rewrite

__all__ = [
    "CHANNELS",
    "FORMAT",
    "NO_CODE",
    "NO_DAY",
    "NO_MONEY",
    "Edges",
    "KnowsRows",
    "Manifest",
    "Snapshot",
    "Source",
    "Stamp",
    "build",
    "rewrite",
    "until",
]
