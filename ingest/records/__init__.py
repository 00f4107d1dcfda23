"""The canonical records, one file each; a mapping names them by `TYPE`."""

import types
from collections.abc import Mapping

from ingest.record import Record
from ingest.records.account import Account
from ingest.records.alumni import Alumni
from ingest.records.contact import Contact
from ingest.records.contract import Contract
from ingest.records.declared_tie import DeclaredTie
from ingest.records.employee import Employee
from ingest.records.employment import Employment
from ingest.records.exclusion import Exclusion
from ingest.records.interaction import Interaction
from ingest.records.revenue import Revenue
from ingest.records.team_member import TeamMember
from ingest.records.tie_day import TieDay

RECORDS: Mapping[str, type[Record]] = types.MappingProxyType(
    {
        record.TYPE: record
        for record in (
            Account,
            Alumni,
            Contact,
            Contract,
            DeclaredTie,
            Employee,
            Employment,
            Exclusion,
            Interaction,
            Revenue,
            TeamMember,
            TieDay,
        )
    }
)
"""Every canonical record by the name a mapping gives in `type`."""

__all__ = [
    "RECORDS",
    "Account",
    "Alumni",
    "Contact",
    "Contract",
    "DeclaredTie",
    "Employee",
    "Employment",
    "Exclusion",
    "Interaction",
    "Revenue",
    "TeamMember",
    "TieDay",
]
