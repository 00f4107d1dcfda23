"""P13: the whole ingest of mailboxes against Python's bare loop over the same headers."""

import mailbox
import shutil
from collections.abc import Callable
from contextlib import closing
from email.utils import getaddresses
from pathlib import Path

from bench.exports import write_mailboxes, write_settings, write_tables
from bench.firm import SIZES, build_firm
from bench.rounds import Engine, taking_turns
from bench.row import Outcome, Row, noise_of, shown
from bench.server import Peer
from bench.workspace import TABLES, load, scratch

ENRON = Path(__file__).resolve().parents[2] / "shared" / "data" / "enron" / "mbox"
_HEADERS = (
    "Message-ID",
    "Date",
    "From",
    "Sender",
    "To",
    "Cc",
    "Bcc",
    "List-ID",
    "Auto-Submitted",
    "Precedence",
)
_COUNTS = {"S": 20_000, "M": 60_000, "L": 200_000}
_BOXES = 25
_ENRON_SETTINGS = """\
[firm]
name = "Enron"
domains = ["enron.com"]
time_zone = "America/Chicago"
as_of = 2002-07-01

[[feed]]
name = "mbox"
mapping = "mbox"
paths = ["mail/*.mbox"]
covers = "owner"
keep = "all"
accounts_from_domains = true
"""


def mailboxes(_peer: Peer | None, size: str) -> Outcome:
    """P13: fictional mailboxes, and the real ones where they are."""
    with scratch() as folder:
        messages = _fictional(folder / "start", size)
        outcomes = [_against_the_loop(folder, f"{size}, {messages:,} fictional messages")]
    if ENRON.is_dir():
        with scratch() as folder:
            messages = _real(folder / "start")
            outcomes.append(_against_the_loop(folder, f"Enron, {messages:,} messages"))
    rows = [row for outcome in outcomes for row in outcome.rows]
    return Outcome(rows=rows, notes=[note for outcome in outcomes for note in outcome.notes])


def bare(folder: Path, *, addresses: bool = False) -> int:
    """Returns how many messages Python's own library reads the same headers of.

    Args:
        addresses: take them apart into addresses too.
    """
    read = 0
    for path in sorted(folder.glob("*.mbox")):
        with closing(mailbox.mbox(path, create=False)) as box:
            for message in box:
                found = [message.get(name) for name in _HEADERS]
                if addresses:
                    getaddresses([str(value) for value in found[2:7] if value])
                read += 1
    return read


def _fictional(root: Path, size: str) -> int:
    """Prepares a workspace in which the firm's tables are loaded and its mailboxes are not."""
    firm = build_firm(SIZES["S"])
    write_settings(root, (*TABLES, "mbox"))
    write_tables(root, firm)
    messages = write_mailboxes(root, firm, _COUNTS[size], boxes=_BOXES)
    load(root, *TABLES)
    return messages


def _real(root: Path) -> int:
    root.mkdir()
    shutil.copytree(ENRON, root / "mail")
    (root / "graphsvc.toml").write_text(_ENRON_SETTINGS, "utf-8")
    return bare(root / "mail")


def _against_the_loop(folder: Path, size: str) -> Outcome:
    """Times both; answers are the numbers of messages read."""
    root = folder / "work"
    ingested = Engine(name="ours", run=lambda: _ingested(root), stretch=0, prepare=_fresh(folder))
    loops = [
        Engine(name="bare", run=lambda: bare(root / "mail"), stretch=0),
        Engine(name="addresses", run=lambda: bare(root / "mail", addresses=True), stretch=0),
    ]
    _fresh(folder)()
    read, expected = _ingested(root), bare(root / "mail")
    if abs(read - expected) > expected // 200:
        text = f"bench: {read} messages were read, Python's loop reads {expected}"
        raise RuntimeError(text)
    times = taking_turns([ingested, *loops])
    return Outcome(
        rows=[
            Row(
                name="P13", task="ingest of mailboxes, published", size=size, peer=peer,
                ours=shown(times["ours"].best), theirs=shown(times[name].best),
                ratio=times["ours"].best / times[name].best, goal=2.0, is_least=False,
                noise=noise_of(times["ours"], times[name]),
            )
            for name, peer in (("bare", "mailbox + email loop"), ("addresses", "the same, addresses parsed"))
        ],
        notes=[_note(size, read, expected)],
    )  # fmt: skip


def _ingested(root: Path) -> int:
    report = load(root, "mbox")
    return sum(feed.read for feed in report.feeds)


def _fresh(folder: Path) -> Callable[[], None]:
    def again() -> None:
        shutil.rmtree(folder / "work", ignore_errors=True)
        shutil.copytree(folder / "start", folder / "work")

    return again


def _note(size: str, read: int, expected: int) -> str:
    return (
        f"P13, {size}: new workspace each round (fictional: the firm's tables are loaded before, untimed); "
        f"parse, identity, evidence, SQLite, snapshot. We read {read:,} messages, the loop {expected:,} "
        "(0.5 % may differ). The loop builds message objects of headers and at most one line of body, and "
        "asks for ten headers; imports of both are warm. Short bodies favour the loop; headers nobody "
        "asks for favour us."
    )
