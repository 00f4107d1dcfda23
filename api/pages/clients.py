"""The page of a client: who holds it, what each takes along, where it is thin, how long its contract runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import request

from api.access import scope_for
from api.answer import Dumped
from api.endpoint import Call, Reply, endpoint
from api.pages.bar import Bar, bar_of
from api.pages.cells import UNKNOWN, Cell, share_cell, text
from api.pages.frame import page
from api.pages.heat import Heat, HeatCell, HeatRow, Label, colleague, seen_in
from api.pages.parts import Fact, Step, Table
from api.pages.sentences import empty, sentence
from api.pages.steps import steps_to
from api.pages.tables import (
    ROWS,
    Asked,
    Place,
    address,
    closed,
    figures,
    opened,
    place_of,
    small_table,
    table_of,
    why,
)
from api.routes.questions import answered, asked, told
from graphsvc.question import as_of_field
from graphsvc.questions import QUESTIONS
from graphsvc.questions.coverage import COVERAGE, KeyContact, PaperOnly
from graphsvc.questions.introductions import INTRODUCTIONS

_MOST = 24
"""Colleagues side by side in the heat table; the table below it has all."""
_UNKNOWN = "Contact not known"


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDay:
    """What the page of a client takes."""

    as_of: date | None = as_of_field()


@endpoint(
    "GET",
    "/clients/{key}",
    roles=COVERAGE.roles,
    scope=scope_for(COVERAGE.preset),
    audit="client.page",
    cache="no-store",
    takes=(OnDay, Asked),
    problems={"person-views-off"},
)
def client_page(call: Call) -> Reply:
    """Shows one client: coverage, holders, account team, contract and the people behind every number."""
    place = place_of(f"/clients/{call.path['key']}")
    as_of = request.args.get("as_of")
    found = answered(call, COVERAGE, {"client": call.path["key"], **({"as_of": as_of} if as_of else {})})
    content = told(call, found)
    summary = content["summary"]
    return page(
        call,
        "client.html",
        title=summary["client_name"],
        path=place.path,
        as_of=as_of,
        day={"others": []},
        sentence=sentence("coverage", content),
        empty=_empty(content, reader=call.principal.name),
        steps=_steps(call, summary),
        facts=_facts(summary),
        heat=_heat(content, place, is_lead="account_lead" in call.principal.roles),
        contract=_contract(content),
        key_contacts=_small(summary, "key_contacts", KeyContact),
        paper_only=_small(summary, "paper_only", PaperOnly),
        real_only=summary["real_only_name"],
        alumni=_alumni(call, summary["client"]),
        table=_ties(found, content, place),
        ties=opened(call, found, place),
        close=closed(place),
        figures=figures(COVERAGE, content),
        count=len(content["data"]),
    )


def _empty(content: Mapping[str, Any], *, reader: str) -> str:
    """Returns why there is nothing to see, and who is on the team on paper."""
    paper = len(content["summary"]["paper_only"])
    stated = f" {paper} assigned on paper." if paper else ""
    return empty("coverage", content, reader=reader) + stated


def _steps(call: Call, summary: Mapping[str, Any]) -> list[Step]:
    """Returns what can be done about the client by this reader."""
    client = summary["client"]
    ways = [Step(title="Plan an introduction", path=address("/ask/introductions", [("client", client)]))]
    worst = summary["holders"][0] if summary["holders"] else None
    leaves = (
        steps_to(call, "open-case", f"What if {worst['employee_name']} leaves", person=worst["employee"])
        if worst
        else []
    )
    return [
        *(ways if INTRODUCTIONS.roles & call.principal.roles else []),
        *leaves,
        *steps_to(call, "declare-tie", "Declare a tie"),
        *steps_to(call, "delegate-account", "Delegate", client=client),
        *_lent(call, client),
    ]


def _lent(call: Call, client: str) -> list[Step]:
    """Returns the steps that end what the reader lends of a client."""
    lent = call.house.beside.delegations.lent_by(call.principal.name, on=call.house.today().isoformat())
    return [
        step
        for each in lent
        if each.client == client
        for step in steps_to(
            call, "take-back-account", f"Take back from {each.delegate}", client=client, to=each.delegate
        )
    ]


def _facts(summary: Mapping[str, Any]) -> list[Fact]:
    worst = summary["holders"][0] if summary["holders"] else None
    loss = f"{worst['employee_name']} leaves, {worst['share']:.0%}" if worst else "–"
    value = f"{text(summary['value'])} {summary['currency']} a year" if summary["value"] else _band(summary)
    told: list[tuple[str, Cell]] = [
        ("Coverage", share_cell(summary["coverage_index"])),
        ("Known contacts", Cell(text=_number(summary["contact_threads"]))),
        ("Colleagues who hold it", Cell(text=text(summary["employee_threads"]))),
        ("Independent lines", Cell(text=_number(summary["independent_threads"]))),
        (
            "Biggest loss",
            Cell(text=loss),
        ),
        ("Missing roles", Cell(text=text(summary["role_gaps"]) if summary["role_gaps"] else "none")),
        ("Fees", Cell(text=value)),
        ("Contract end", Cell(text=summary["contract_end"] or "no contract known", is_day=True)),
    ]
    return [Fact(label=label, cell=cell) for label, cell in told]


def _band(summary: Mapping[str, Any]) -> str:
    """Returns the range of the fees, for who does not see the amount."""
    return f"{summary['value_band']} {summary['currency']} a year" if summary["value_band"] else UNKNOWN


def _number(value: int | None) -> str:
    return "contacts not known" if value is None else str(value)


def _heat(content: Mapping[str, Any], place: Place, *, is_lead: bool) -> Heat | None:
    """Returns contacts against colleagues, who takes most along on the left; below, coverage without each."""
    if not content["data"]:
        return None
    holders = content["summary"]["holders"][:_MOST]
    at = {(row["contact"], row["employee"]): number for number, row in enumerate(content["data"])}
    contacts = {row["contact"]: row for row in content["data"]}
    rows = [
        HeatRow(
            head=_contact(row, is_lead=is_lead),
            cells=[
                _hot(content["data"][found], why(place, found)) if found is not None else None
                for found in (at.get((contact, each["employee"])) for each in holders)
            ],
        )
        for contact, row in contacts.items()
    ]
    seen = seen_in(content["data"], "employee")
    without = [HeatCell(cell=share_cell(each["coverage_without"])) for each in holders]
    return Heat(
        title="Contacts and the colleagues who hold them",
        corner="Contact",
        heads=[colleague(each, "employee", seen) for each in holders],
        rows=rows,
        totals=HeatRow(head=Label(text="Coverage without them"), cells=without),
    )


def _contact(row: Mapping[str, Any], *, is_lead: bool) -> Label:
    """Returns the head of a contact, with the part they play, leading leads to their page."""
    link = f"/people/{row['contact']}" if row["contact"] and is_lead else ""
    note = text(row["role"]) if row["role"] else ""
    return Label(text=row["contact_name"] or _UNKNOWN, link=link, note=note)


def _hot(row: Mapping[str, Any], address: str) -> HeatCell:
    said = "on paper" if row["basis"] == "assigned" else text(row["band"] or row["basis"])
    who = f"{row['employee_name']} – {row['contact_name'] or _UNKNOWN}: {said}"
    return HeatCell(cell=share_cell(row["p"], is_paper=row["basis"] == "assigned"), why=address, words=who)


def _contract(content: Mapping[str, Any]) -> Bar | None:
    """Returns the bar of the contract, with the day of notice where that lies before the end."""
    told, today = content["summary"], date.fromisoformat(content["as_of"])
    if not told["contract_end"]:
        return None
    end, notice = date.fromisoformat(told["contract_end"]), date.fromisoformat(told["notice_by"])
    return bar_of("Contract", today, end, notice if today <= notice < end else None)


def _small(summary: Mapping[str, Any], name: str, record: Any) -> Table | None:
    rows: Sequence[Mapping[str, Any]] = summary[name]
    return small_table(name.replace("_", " ").capitalize(), rows, record) if rows else None


def _alumni(call: Call, client: str) -> Table | None:
    """Returns the former colleagues who work there and agreed to be shown, if this reader may see them."""
    question = QUESTIONS["alumni-at-clients"]
    if not question.roles & call.principal.roles:
        return None
    rows = [row for row in asked(call, question, {})["data"] if row["client"] == client]
    return small_table("Former colleagues there", rows, question.row) if rows else None


def _ties(found: Dumped, content: Mapping[str, Any], place: Place) -> Table | None:
    """Returns every tie as rows, with the files of the answer."""
    rows = content["data"][place.start : place.start + ROWS]
    query = [("client", content["summary"]["client"]), *place.query]
    where = replace(place, asked=query)
    return table_of(COVERAGE, found.rows, rows, where) if rows else None
