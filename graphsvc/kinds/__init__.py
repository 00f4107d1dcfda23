"""The registry of node and edge kinds; a kind that is not listed here does not exist."""

from collections.abc import Mapping
from types import MappingProxyType

from graphsvc.kind import EdgeKind, NodeKind
from graphsvc.kinds.about import ABOUT
from graphsvc.kinds.assigned_to import ASSIGNED_TO
from graphsvc.kinds.consent import CONSENT
from graphsvc.kinds.contract import CONTRACT
from graphsvc.kinds.declared import DECLARED
from graphsvc.kinds.departure import DEPARTURE
from graphsvc.kinds.different_from import DIFFERENT_FROM
from graphsvc.kinds.employed_by import EMPLOYED_BY
from graphsvc.kinds.hidden import HIDDEN
from graphsvc.kinds.in_unit import IN_UNIT
from graphsvc.kinds.introduction import INTRODUCTION
from graphsvc.kinds.knows import KNOWS
from graphsvc.kinds.observed import OBSERVED
from graphsvc.kinds.organisation import ORGANISATION
from graphsvc.kinds.part_of import PART_OF
from graphsvc.kinds.person import PERSON
from graphsvc.kinds.reports_to import REPORTS_TO
from graphsvc.kinds.revenue import REVENUE
from graphsvc.kinds.same_as import SAME_AS
from graphsvc.kinds.unit import UNIT
from graphsvc.kinds.with_ import WITH

NODE_KINDS: Mapping[str, NodeKind] = MappingProxyType(
    {
        kind.label: kind
        for kind in (PERSON, ORGANISATION, UNIT, CONTRACT, REVENUE, CONSENT, DEPARTURE, INTRODUCTION)
    }
)
"""Node kinds by label."""

EDGE_KINDS: Mapping[str, EdgeKind] = MappingProxyType(
    {
        kind.type: kind
        for kind in (
            EMPLOYED_BY,
            IN_UNIT,
            REPORTS_TO,
            ASSIGNED_TO,
            KNOWS,
            DECLARED,
            PART_OF,
            WITH,
            ABOUT,
            OBSERVED,
            SAME_AS,
            DIFFERENT_FROM,
            HIDDEN,
        )
    }
)
"""Edge kinds by relationship type."""


def label_of(key: str) -> str:
    """Returns the label of the node a key belongs to, read from its prefix."""
    prefix = key.partition("-")[0]
    return _LABELS[prefix]


_LABELS: Mapping[str, str] = MappingProxyType({kind.prefix: label for label, kind in NODE_KINDS.items()})
