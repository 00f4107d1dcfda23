"""Person: any human, one node for life; what they are to the firm is a dated relationship."""

from dataclasses import dataclass

from graphsvc.kind import NodeKind
from graphsvc.shape import field


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Properties of a person."""

    name: str = field(label="Name", help="Name as the first source writes it.", personal=True)
    email: str | None = field(
        label="E-mail",
        help="Address that mail and calendars show.",
        personal=True,
        default=None,
    )
    aliases: tuple[str, ...] = field(
        label="Other addresses",
        help="Further addresses of the same human.",
        personal=True,
        default=(),
    )
    location: str | None = field(label="Place", help="City of work.", personal=True, default=None)


PERSON = NodeKind(label="Person", prefix="p", record=Person)
