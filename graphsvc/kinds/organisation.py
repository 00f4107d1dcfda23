"""Organisation: the own firm, a client, a prospect or another employer."""

from dataclasses import dataclass
from typing import Literal

from graphsvc.kind import Column, NodeKind
from graphsvc.shape import field

OrganisationType = Literal["own", "client", "prospect", "former", "partner", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """Properties of an organisation."""

    name: str = field(label="Name", help="Name as the first source writes it.")
    type: OrganisationType = field(
        label="Type", help="What the organisation is to the firm.", default="other"
    )
    domains: tuple[str, ...] = field(
        label="Domains",
        help="Mail domains that belong to the organisation.",
        default=(),
    )
    industry: str | None = field(label="Industry", help="Line of business.", default=None)
    tier: str | None = field(label="Tier", help="The firm's own grouping of its clients.", default=None)


ORGANISATION = NodeKind(
    label="Organisation",
    prefix="o",
    record=Organisation,
    columns=(Column(name="type", form="code"),),
)
