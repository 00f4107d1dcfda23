"""Mailboxes of the employees whose mail is connected: headers only, the same mail in every box it reached."""

from collections import defaultdict
from collections.abc import Mapping
from email.header import Header
from email.utils import format_datetime
from pathlib import Path

from ingest.demo.firm import Firm
from ingest.demo.message import Mail
from ingest.demo.people import Human
from ingest.demo.traffic import Traffic

_BODY = "Content-Type: text/plain; charset=us-ascii\n\nBody not exported.\n\n"


def write_mailboxes(folder: Path, firm: Firm, traffic: Traffic) -> tuple[Path, ...]:
    """Writes `mail/first.last.mbox` for every connected employee, oldest mail first."""
    shown = _shown(firm)
    boxes = {employee.email for employee in firm.employees if employee.connected}
    lines: dict[str, list[str]] = defaultdict(list)
    for mail in traffic.mails:
        text = _text(mail, shown)
        for reader in boxes.intersection((mail.sender, *mail.to, *mail.cc)):
            lines[reader].append(text)
    (folder / "mail").mkdir(parents=True, exist_ok=True)
    return tuple(_write(folder / "mail", box, lines[box]) for box in sorted(boxes))


def _write(folder: Path, box: str, texts: list[str]) -> Path:
    path = folder / f"{box.partition('@')[0]}.mbox"
    path.write_text("".join(texts), encoding="ascii", newline="\n")
    return path


def _shown(firm: Firm) -> Mapping[str, str]:
    """Returns the header form of everybody's address: encoded name, clients in "Last, First"."""
    ours = {person.email: _encoded(person.name, person.email) for person in firm.everybody()}
    contacts = (*firm.contacts, *firm.former_colleagues)
    return ours | {contact.email: _turned(contact) for contact in contacts}


def _turned(human: Human) -> str:
    return f'"{human.last}, {human.first}" <{human.email}>' if human.name.isascii() else human.email


def _encoded(name: str, address: str) -> str:
    return f"{name if name.isascii() else Header(name, 'utf-8').encode()} <{address}>"


def _text(mail: Mail, shown: Mapping[str, str]) -> str:
    fields = [
        ("Message-ID", mail.id),
        ("Date", format_datetime(mail.sent)),
        ("From", shown.get(mail.sender, mail.sender)),
        ("To", _people(mail.to, shown)),
        *([("Cc", _people(mail.cc, shown))] if mail.cc else []),
        *mail.headers,
    ]
    head = f"From {mail.sender} {mail.sent:%a %b %d %H:%M:%S %Y}\n"
    return head + "".join(f"{name}: {value}\n" for name, value in fields) + _BODY


def _people(addresses: tuple[str, ...], shown: Mapping[str, str]) -> str:
    return ",\n ".join(shown.get(address, address) for address in addresses)
