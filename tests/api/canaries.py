"""A town of canaries: every record holds a string found nowhere else, and every string knows who may read it.

Two account leads are peers: ana leads north, eli leads south; no tie joins the two. Rex worked here and
agrees to stay in touch; olaf worked here and agrees to nothing.
"""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

from graphsvc.store.port import Interval, NodeClaim
from ingest.identity import address_token, id_token
from tests.api.service import SETTINGS, Service, build, copied
from tests.graphsvc.firm import Firm
from tests.graphsvc.graph import TODAY

EMPLOYEES = ("ana", "ben", "eli", "fay", "hana", "maud")
"""ana and ben serve north, eli and fay south; hana is HR; maud serves nobody."""
CONTACTS = {"nell": "north", "nick": "north", "saul": "south", "pru": "prospect"}
CLIENTS = ("north", "south")
LEVEL, PLACE, REASON = "Qzlevel", "Qzplace", "Qzreason"
EVIDENCE, CONTRACT, ALIAS, NOTE = "Qzevidence", "Qzcontract", "Qzalias", "Qznote"
PRIVATE, TEXT = "qzprivate@home.example", "Qzpurpose in words"


def name_of(who: str) -> str:
    """Returns the name somebody or something is given: a string found nowhere else."""
    return f"Qzname{who}"


def mail_of(who: str) -> str:
    """Returns the address somebody is given."""
    return f"qzmail{who}@firm.example"


def town() -> Firm:
    """Returns the claims of the town."""
    found = Firm()
    for client in CLIENTS:
        found.organisation(client, domains=[f"qzdomain{client}.example"], tier=f"Qztier{client}")
        found.fees(client, 100_000)
        found.contract(client, start=TODAY - 400, end=TODAY + 200, annual_value="90000.00")
    found.organisation("prospect", type="prospect")
    found.organisation("elsewhere", type="other")
    _people(found)
    for one, other, p in (
        ("ana", "nell", 0.9),
        ("ben", "nick", 0.8),
        ("ben", "nell", 0.4),
        ("eli", "saul", 0.9),
        ("fay", "saul", 0.5),
        ("ana", "ben", 0.7),
        ("eli", "fay", 0.7),
        ("ana", "rex", 0.6),
        ("ana", "olaf", 0.6),
        ("hana", "maud", 0.6),
    ):
        found.tie(one, other, p)
    for who, client in (("ana", "north"), ("ben", "north"), ("eli", "south")):
        found.edge("ASSIGNED_TO", who, client, qual="lead" if who != "ben" else "member", start=TODAY - 900)
    found.edge("REPORTS_TO", "ben", "ana", start=TODAY - 900)
    found.agree("rex", "stay_in_touch", given=TODAY - 30)
    return _renamed(found)


def _people(found: Firm) -> None:
    for who in EMPLOYEES:
        found.employee(who, f"unit-{'north' if who in {'ana', 'ben'} else 'south'}")
    for who in ("rex", "olaf"):
        found.employee(who, "unit-south", end=TODAY - 300)
    for who, where in CONTACTS.items():
        found.contact(who, where, "champion")
    found.contact("rex", "north", "champion", start=TODAY - 200)
    found.contact("olaf", "elsewhere", "champion", start=TODAY - 200)


def _renamed(found: Firm) -> Firm:
    """Returns the claims with canaries for names, addresses and what HR, registers and consents hold."""
    named = found.name
    found.graph.nodes = [
        _marked(node, named[node.key]) if node.key in named else _proved(node) for node in found.graph.nodes
    ]
    found.graph.facts = [
        dataclasses.replace(fact, intervals=tuple(_told(each, named[fact.src]) for each in fact.intervals))
        if fact.type == "EMPLOYED_BY"
        else fact
        for fact in found.graph.facts
    ]
    return found


def _marked(node: NodeClaim, who: str) -> NodeClaim:
    said = {**node.properties, "name": name_of(who)}
    if node.kind == "Contract":
        said["name"] = f"{CONTRACT}{who}"
    if node.kind not in {"Person", "Organisation"}:
        return dataclasses.replace(
            node, properties=said if node.kind in {"Unit", "Contract"} else node.properties
        )
    record = "employee" if node.kind == "Person" else "account"
    tokens = [id_token("crm", record, f"id-{who}")]
    if node.kind == "Person":
        said |= {"email": mail_of(who), "location": f"{PLACE}{who}", "aliases": [f"{ALIAS}{who}@x.example"]}
        tokens.append(address_token(mail_of(who)))
    return dataclasses.replace(node, properties=said, tokens=tuple(sorted(tokens)))


def _proved(node: NodeClaim) -> NodeClaim:
    """Returns a consent with the canary of where it is written down."""
    said = {**node.properties, "evidence": f"{EVIDENCE}"} if node.kind == "Consent" else node.properties
    return dataclasses.replace(node, properties=said)


def _told(interval: Interval, who: str) -> Interval:
    said = {"title": f"Qztitle{who}", "level": f"{LEVEL}{who}", "leave_reason": f"{REASON}{who}"}
    return dataclasses.replace(interval, properties={**interval.properties, **said})


def town_folder(folder: Path, *, settings: str = SETTINGS) -> Path:
    """Writes and publishes the town in a folder and returns it."""
    return build(folder, written=town(), settings=settings)


def served(template: Path, folder: Path, *, extra: str = "") -> Iterator[Service]:
    """Yields a service of a copy of the town."""
    yield from copied(template, folder, key=town().key, extra=extra)
