"""Writes the fictional firm as a workspace: settings and export files, the same bytes for the same seed."""

from pathlib import Path

from ingest.demo import cast
from ingest.demo.exports.bamboohr import write_bamboohr
from ingest.demo.exports.canonical import write_canonical
from ingest.demo.exports.mailboxes import write_mailboxes
from ingest.demo.exports.salesforce import write_salesforce
from ingest.demo.firm import build_firm
from ingest.demo.plan import DemoPlan
from ingest.demo.rhythm import AS_OF
from ingest.demo.settings import write_settings
from ingest.demo.traffic import build_traffic
from ingest.demo.trouble import PLANTED

SEED = 2026


def write_demo(folder: Path, *, seed: int = SEED) -> DemoPlan:
    """Writes Harbour & Vale into a folder, over what an earlier call wrote there.

    Only the planted trouble is the same under every seed; other names, teams and days are drawn.
    """
    firm = build_firm(seed=seed)
    traffic = build_traffic(firm, seed=seed)
    exports = folder / "exports"
    exports.mkdir(parents=True, exist_ok=True)
    files = (
        write_settings(folder, seed=seed),
        *write_bamboohr(exports, firm),
        *write_salesforce(exports, firm, traffic),
        *write_canonical(exports, firm, seed=seed),
        *write_mailboxes(exports, firm, traffic),
    )
    return DemoPlan(
        workspace=folder,
        seed=seed,
        as_of=AS_OF,
        files=files,
        planted=PLANTED,
        leavers=(cast.LEAVER.email, cast.SECOND_LEAVER.email),
        mails=len({mail.id for mail in traffic.mails if not mail.copy}),
        meetings=len(traffic.meetings),
    )
