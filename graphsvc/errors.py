"""Every deliberate error: what went wrong, named, with its remedy.

Doors turn an error into an exit code here and into a problem document later; nothing below a door
catches these to hide them. Raise one only for what a caller can act on.
"""

from typing import ClassVar


class GraphsvcError(Exception):
    """Failure that a caller can act on; the message names the thing and the remedy."""

    exit_code: ClassVar[int] = 1
    slug: ClassVar[str] = "internal"


class UsageError(GraphsvcError):
    """Request that is not understood: unknown name, missing or malformed parameter."""

    exit_code = 2
    slug = "validation"


class ConfigurationError(UsageError):
    """Workspace file that cannot be used; lists every bad value at once."""

    slug = "configuration"


class NotFoundError(UsageError):
    """Name, key or address that matches nothing, or more than one thing, in the caller's scope."""

    slug = "not-found"


class InputRefusedError(GraphsvcError):
    """File, mapping or load that is refused as a whole; nothing of it is published."""

    exit_code = 3
    slug = "input-refused"


class ShrinkError(InputRefusedError):
    """Load that would close too many of a source's records at once.

    Args:
        message: what would close, and the way to allow it.
        share: part of the source's records that would close.
    """

    def __init__(self, message: str, *, share: float) -> None:
        super().__init__(message)
        self.share = share


class ConflictError(GraphsvcError):
    """Action that another process holds, such as a second load of the same source."""

    slug = "conflict"


class StoreUnreachableError(GraphsvcError):
    """Store that does not answer or cannot be written: server down, disk full, wrong folder."""

    exit_code = 4
    slug = "store-unreachable"


class NotReadyError(GraphsvcError):
    """Workspace in which nothing has been published yet."""

    slug = "not-ready"


class NotAllowedError(GraphsvcError):
    """Request that access rules refuse; `slug` names the rule.

    Args:
        message: what is refused and the next step.
        slug: the problem type, one of those of the access rules.
    """

    exit_code = 5

    def __init__(self, message: str, *, slug: str = "forbidden") -> None:
        super().__init__(message)
        self.problem = slug
