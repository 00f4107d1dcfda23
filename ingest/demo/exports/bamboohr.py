"""BambooHR's employee report, with the protected columns that such reports carry and no load may keep."""

from pathlib import Path

from ingest.demo import units
from ingest.demo.exports.table import SPREADSHEET, write_table
from ingest.demo.firm import Firm
from ingest.demo.people import Employee
from ingest.demo.rhythm import AS_OF

_HEADER = (
    *("id", "employeeNumber", "firstName", "lastName", "displayName", "workEmail", "jobTitle", "level"),
    *("department", "location", "supervisorId", "supervisor", "hireDate", "originalHireDate"),
    *("terminationDate", "status", "employmentHistoryStatus"),
    *("dateOfBirth", "gender", "ssn", "maritalStatus", "payRate", "homePhone"),
)
_FAKE = ("1900-01-01", "not stated", "000-00-0000", "", "0.00", "")
"""Protected cells, obviously fake: they are there to be dropped."""


def write_bamboohr(folder: Path, firm: Firm) -> tuple[Path, ...]:
    """Writes `bamboohr/employees.csv`: everybody on the payroll, now or once."""
    names = {employee.id: f"{employee.last}, {employee.first}" for employee in firm.employees}
    rows = [_row(employee, names.get(employee.manager_id, "")) for employee in firm.everybody()]
    return (write_table(folder / "bamboohr" / "employees.csv", _HEADER, rows, dialect=SPREADSHEET),)


def _row(person: Employee, supervisor: str) -> tuple[object, ...]:
    is_active = person.left is None or person.left > AS_OF
    return (
        *(person.id, f"HV{person.id}", person.first, person.last, person.name, person.email),
        *(person.title, person.level, person.unit, units.city(person.unit)),
        *(person.manager_id, supervisor, person.hired, person.hired, person.left),
        *("Active" if is_active else "Inactive", "Full-Time" if is_active else "Terminated"),
        *_FAKE,
    )
