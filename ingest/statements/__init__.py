"""The registry of statements: what each canonical record says of the graph.

Interactions and tie days become daily evidence and exclusions keep things out, so they state nothing here.
"""

from collections.abc import Mapping
from types import MappingProxyType

from ingest.statement import Statement
from ingest.statements.account import ACCOUNT
from ingest.statements.alumni import ALUMNI
from ingest.statements.contact import CONTACT
from ingest.statements.contract import CONTRACT
from ingest.statements.declared_tie import DECLARED_TIE
from ingest.statements.employee import EMPLOYEE
from ingest.statements.employment import EMPLOYMENT
from ingest.statements.revenue import REVENUE
from ingest.statements.team_member import TEAM_MEMBER

STATEMENTS: Mapping[str, Statement] = MappingProxyType(
    {
        "employee": EMPLOYEE,
        "account": ACCOUNT,
        "contact": CONTACT,
        "team_member": TEAM_MEMBER,
        "contract": CONTRACT,
        "revenue": REVENUE,
        "employment": EMPLOYMENT,
        "alumni": ALUMNI,
        "declared_tie": DECLARED_TIE,
    }
)
"""Statements by record type, in the order in which their feeds are best loaded."""
