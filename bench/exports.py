"""Exports of the fictional firm as other systems write them: canonical tables, interactions, mailboxes."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import numpy as np

from bench.firm import SEED, Firm

DOMAIN = "brightharbour.example"
AS_OF = date(2026, 6, 30)
_ACCOUNTS = ("id", "name", "type", "domains", "industry", "tier")
_EMPLOYEES = ("id", "name", "email", "title", "unit", "hire_date", "last_working_day")
_CONTACTS = ("id", "name", "account_id", "email", "title", "role", "valid_from")
_INTERACTIONS = ("id", "kind", "start", "from", "to", "cc")
_ROLES = ("procurement", "finance", "user", "technical", "executive")
_FIRST = "Ada Bea Cem Dov Eva Fin Gus Hal Ina Jon Kim Leo Mia Nils Ola Pia Rut Sam Tom Una".split()
_LAST = (
    "Aas Berg Cole Dahl Ek Falk Grau Holm Ivers Jahn Krag Lund Moe Nord Odd Pihl Rask Sund Toft Voss".split()
)
_SPAN = 700
"""Days before `AS_OF` over which mail is spread."""


def write_settings(folder: Path, feeds: Iterable[str], *, store: str = "sqlite:graph.db") -> None:
    """Writes `graphsvc.toml` with a feed for each name of a bundled mapping."""
    folder.mkdir(parents=True, exist_ok=True)
    head = (
        f'[firm]\nname = "Bright Harbour"\ndomains = ["{DOMAIN}"]\ntime_zone = "UTC"\n'
        f'currency = "EUR"\nas_of = {AS_OF}\n\n[store]\nurl = "{store}"\n'
    )
    (folder / "graphsvc.toml").write_text(head + "".join(map(_feed, feeds)), "utf-8")


def _feed(name: str) -> str:
    paths, covers = ("mail/*.mbox", "owner") if name == "mbox" else (f"{name}.csv", "")
    told = f'covers = "{covers}"\n' if covers else ""
    return f'\n[[feed]]\nname = "{name}"\nmapping = "{name}"\npaths = ["{paths}"]\n{told}'


def write_tables(folder: Path, firm: Firm) -> int:
    """Writes employees with alumni, accounts and contacts; returns their rows."""
    size = firm.size
    _write(folder / "employees.csv", _EMPLOYEES, _employees(firm))
    _write(folder / "accounts.csv", _ACCOUNTS, _accounts(size.clients))
    _write(folder / "contacts.csv", _CONTACTS, _contacts(firm))
    return size.employees + size.alumni + size.clients + size.contacts


def write_interactions(path: Path, firm: Firm, count: int, *, seed: int = SEED) -> None:
    """Writes so many mails of employees with contacts and colleagues, in order of time."""
    _write(path, _INTERACTIONS, _mail_rows(firm, count, seed))


def write_mailboxes(folder: Path, firm: Firm, count: int, *, boxes: int, seed: int = SEED) -> int:
    """Writes the mails of some employees as `mail/first.last.mbox`, headers and one line; returns copies.

    Employees without mail get no file.
    """
    wanted = {employee_address(employee) for employee in range(boxes)}
    texts: dict[str, list[str]] = {address: [] for address in wanted}
    for at, (sent, sender, receivers, copies) in enumerate(_mails(firm, count, seed, people=boxes)):
        text = _message(f"{at}", sent, (sender, receivers, copies))
        for reader in wanted.intersection((sender, *receivers, *copies)):
            texts[reader].append(text)
    (folder / "mail").mkdir(parents=True, exist_ok=True)
    for address, box in texts.items():
        if not box:
            continue
        (folder / "mail" / f"{address.partition('@')[0]}.mbox").write_text("".join(box), "ascii")
    return sum(map(len, texts.values()))


def employee_address(at: int) -> str:
    """Returns the address of an employee, or alumnus, by number."""
    return f"{_name(at).replace(' ', '.').lower()}{at}@{DOMAIN}"


def contact_address(contact: int, client: int) -> str:
    """Returns the address of a contact."""
    return f"{_name(contact).replace(' ', '.').lower()}{contact}@client{client}.example"


def _write(path: Path, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heads)
        writer.writerows(rows)


def _name(at: int) -> str:
    return f"{_FIRST[at % 20]} {_LAST[at // 20 % 20]}"


def _employees(firm: Firm) -> Iterator[Sequence[object]]:
    size = firm.size
    for at in range(size.employees + size.alumni):
        unit = firm.unit[at % size.employees]
        left = "" if at < size.employees else AS_OF - timedelta(days=30 + at % 2_000)
        hired = AS_OF - timedelta(days=2_100 + at % 3_000)
        yield f"E-{at}", _name(at), employee_address(at), "Consultant", f"Unit {unit}", hired, left


def _accounts(count: int) -> Iterator[Sequence[object]]:
    for at in range(count):
        yield f"A-{at}", f"Client {at} Ltd", "client", f"client{at}.example", "Manufacturing", "ABC"[at % 3]


def _contacts(firm: Firm) -> Iterator[Sequence[object]]:
    for at, client in enumerate(firm.contact_client.tolist()):
        since = AS_OF - timedelta(days=800 + at % 1_500)
        address = contact_address(at, client)
        yield f"C-{at}", _name(at), f"A-{client}", address, "Manager", _ROLES[at % 5], since


def _mail_rows(firm: Firm, count: int, seed: int) -> Iterator[Sequence[object]]:
    for at, (sent, sender, receivers, copies) in enumerate(_mails(firm, count, seed)):
        yield f"m-{at}", "mail", f"{sent:%Y-%m-%dT%H:%M:%SZ}", sender, ";".join(receivers), ";".join(copies)


def _mails(
    firm: Firm, count: int, seed: int, *, people: int | None = None
) -> Iterator[tuple[datetime, str, list[str], list[str]]]:
    """Yields instant, sender, receivers and copies along the firm's ties, busy ties more often than others.

    Args:
        people: only ties of the first so many employees; None = all.
    """
    rng = np.random.default_rng(seed)
    mine = np.flatnonzero(firm.employee < (people or firm.size.employees))
    busy = rng.pareto(1.2, mine.size) + 0.05
    ties = mine[rng.choice(mine.size, count, p=busy / busy.sum())]
    start = datetime(AS_OF.year, AS_OF.month, AS_OF.day, tzinfo=UTC) - timedelta(days=_SPAN)
    seconds = np.sort(rng.integers(_SPAN * 86_400, size=count))
    kinds = rng.random((count, 2))
    colleagues = rng.integers(firm.size.employees, size=count)
    rows = zip(ties.tolist(), seconds.tolist(), kinds.tolist(), colleagues.tolist(), strict=True)
    for tie, second, (way, company), colleague in rows:
        contact = int(firm.contact[tie])
        us = employee_address(int(firm.employee[tie]))
        them = contact_address(contact, int(firm.contact_client[contact]))
        sender, receiver = (us, them) if way < 0.5 else (them, us)  # noqa: PLR2004 - both ways alike
        copies = [employee_address(colleague)] if company < 0.3 else []  # noqa: PLR2004 - three in ten
        yield start + timedelta(seconds=second), sender, [receiver], copies


def _message(mark: str, sent: datetime, people: tuple[str, list[str], list[str]]) -> str:
    """Returns a mail as mbox keeps it: the headers a mail server leaves, one line of body."""
    sender, receivers, copies = people
    when, host = format_datetime(sent), sender.rpartition("@")[2]
    lines = [
        f"From {sender} {sent:%a %b %d %H:%M:%S %Y}",
        f"Received: from mx.{host} (mx.{host} [192.0.2.7])",
        f"\tby mail.{DOMAIN} with ESMTPS id {mark};\n\t{when}",
        f"Message-ID: <{mark}.{host}@mail.example>",
        f"Date: {when}",
        f"From: {sender.partition('@')[0]} <{sender}>",
        f"To: {', '.join(receivers)}",
        *([f"Cc: {', '.join(copies)}"] if copies else []),
        "Subject: (removed)",
        "MIME-Version: 1.0",
        'Content-Type: text/plain; charset="us-ascii"',
        "",
        "Body not exported.",
    ]
    return "\n".join(lines) + "\n\n"
