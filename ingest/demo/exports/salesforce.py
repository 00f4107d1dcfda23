"""Salesforce's data export: one file a table, every cell quoted, ids of 18 characters."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from ingest.demo.exports.table import ALL_QUOTED, write_table
from ingest.demo.firm import Firm
from ingest.demo.message import Meeting
from ingest.demo.people import Client, Contact, Employee
from ingest.demo.rhythm import AS_OF
from ingest.demo.salesforce_id import salesforce_id
from ingest.demo.traffic import Traffic

_ROLES = {
    "decision_maker": "Economic Decision Maker",
    "executive_sponsor": "Executive Sponsor",
    "champion": "Champion",
    "influencer": "Influencer",
    "user": "Business User",
    "procurement": "Procurement",
}
_Row = tuple[object, ...]


def write_salesforce(folder: Path, firm: Firm, traffic: Traffic) -> tuple[Path, ...]:
    """Writes the tables User, Account, Contact, AccountTeamMember and Event."""
    tables = {
        "User": (_USER, _users(firm)),
        "Account": (_ACCOUNT, _accounts(firm)),
        "Contact": (_CONTACT, _contacts(firm)),
        "AccountTeamMember": (_MEMBER, _members(firm)),
        "Event": (_EVENT, _events(firm, traffic)),
    }
    return tuple(
        write_table(folder / "salesforce" / f"{name}.csv", header, rows, dialect=ALL_QUOTED)
        for name, (header, rows) in tables.items()
    )


_USER = ("Id", "Name", "Email", "Title", "Department", "EmployeeNumber", "ManagerId", "IsActive")


def _user_id(employee_id: str) -> str:
    return salesforce_id("005", employee_id)


def _users(firm: Firm) -> Iterator[_Row]:
    for employee in firm.employees:
        manager = _user_id(employee.manager_id) if employee.manager_id else ""
        yield (
            *(_user_id(employee.id), employee.name, employee.email, employee.title, employee.unit),
            *(f"HV{employee.id}", manager, "true"),
        )


_ACCOUNT = (
    *("Id", "Name", "ParentId", "OwnerId", "Type", "Industry", "AnnualRevenue", "Website"),
    *("BillingStreet", "Phone", "Description", "IsDeleted"),
)


def _accounts(firm: Firm) -> Iterator[_Row]:
    for client in firm.clients:
        yield (
            *(client.id, client.name, client.parent_id, _user_id(client.team[0]), "Customer"),
            *(client.industry, "", f"https://www.{client.domain}/about", "", "", "", "false"),
        )
    gone = "Old Test Account"
    yield (salesforce_id("001", gone), gone, "", "", "Customer", "", "", "", "", "", "", "true")


_CONTACT = (
    *("Id", "AccountId", "Salutation", "FirstName", "LastName", "Email", "Title", "ReportsToId"),
    *("Buying_Role__c", "Birthdate", "HomePhone", "IsDeleted"),
)


def _contacts(firm: Firm) -> Iterator[_Row]:
    for contact in firm.contacts:
        yield (
            *(contact.id, contact.client_id, "", contact.first, contact.last, contact.email),
            *(contact.title, contact.reports_to, _ROLES[contact.role], "1900-01-01", "", "false"),
        )


_MEMBER = ("Id", "AccountId", "UserId", "User.Email", "TeamMemberRole", "IsDeleted")


def _members(firm: Firm) -> Iterator[_Row]:
    emails = {employee.id: employee.email for employee in firm.employees}
    for client in firm.clients:
        for rank, member in enumerate(client.team):
            role = "Account Manager" if rank == 0 else "Consultant"
            row_id = salesforce_id("01M", client.id, member)
            yield (row_id, client.id, _user_id(member), emails[member], role, "false")


_EVENT = (
    *("Id", "OwnerId", "Owner.Email", "WhoId", "Who.Email", "AccountId", "StartDateTime", "EndDateTime"),
    *("DurationInMinutes", "IsAllDayEvent", "IsChild", "IsRecurrence", "IsDeleted", "Subject"),
)
_UPCOMING = 3


def _events(firm: Firm, traffic: Traffic) -> Iterator[_Row]:
    contacts = {contact.email: contact for contact in (*firm.contacts, *firm.former_colleagues)}
    people = firm.by_email()
    for meeting in traffic.meetings:
        yield _event(meeting, people[meeting.owner], contacts[meeting.contact])
    first = traffic.meetings[0]
    series = _event(first, people[first.owner], contacts[first.contact], is_recurrence="true")
    yield (salesforce_id("00U", "series"), *series[1:])
    for ahead in range(1, _UPCOMING + 1):
        yield _upcoming(firm, firm.clients[ahead], ahead)


def _event(meeting: Meeting, owner: Employee, contact: Contact, *, is_recurrence: str = "false") -> _Row:
    end = meeting.start + timedelta(minutes=meeting.minutes)
    return (
        *(salesforce_id("00U", meeting.id), _user_id(owner.id), owner.email, contact.id, contact.email),
        *(contact.client_id, _instant(meeting.start.isoformat()), _instant(end.isoformat())),
        *(meeting.minutes, "false", "false", is_recurrence, "false", ""),
    )


def _upcoming(firm: Firm, client: Client, ahead: int) -> _Row:
    """Returns a meeting that has not been held yet and is no evidence of anything."""
    owner = next(employee for employee in firm.employees if employee.id == client.team[0])
    contact = next(contact for contact in firm.contacts if contact.client_id == client.id)
    day = AS_OF + timedelta(days=7 * ahead)
    return (
        *(salesforce_id("00U", client.id, "next"), _user_id(owner.id), owner.email, contact.id),
        *(contact.email, client.id, f"{day}T09:00:00.000Z", f"{day}T09:30:00.000Z"),
        *(30, "false", "false", "false", "false", ""),
    )


def _instant(iso: str) -> str:
    return iso.replace("+00:00", ".000Z")
