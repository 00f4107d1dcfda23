"""Taking a person out of the files that lie in a workspace, so that erasure reaches the copies too."""

from ingest.forget.folder import Copies, forget
from ingest.forget.left import still_named
from ingest.forget.traces import Traces, traces_of

__all__ = ["Copies", "Traces", "forget", "still_named", "traces_of"]
