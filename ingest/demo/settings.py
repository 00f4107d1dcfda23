"""The workspace file of the demo: the same format as everybody's, with a marker that says what it is."""

from pathlib import Path

from ingest.demo import cast
from ingest.demo.people import DOMAIN
from ingest.demo.rhythm import AS_OF
from ingest.demo.units import LEVELS

_FEEDS = (
    ("hr", 'mapping = "bamboohr-employees"', "bamboohr/employees.csv"),
    ("crm-users", 'mapping = "salesforce-user"', "salesforce/User.csv"),
    ("crm-accounts", 'mapping = "salesforce-account"', "salesforce/Account.csv"),
    ("crm-contacts", 'mapping = "salesforce-contact"', "salesforce/Contact.csv"),
    ("crm-teams", 'mapping = "salesforce-accountteammember"', "salesforce/AccountTeamMember.csv"),
    ("former-colleagues", 'mapping = "contacts"', "former_colleagues.csv"),
    ("contracts", 'mapping = "contracts"', "contracts.csv"),
    ("revenues", 'mapping = "revenues"', "revenues.csv"),
    ("alumni", 'mapping = "alumni"\nmode = "delta"', "alumni.csv"),
    ("careers", 'mapping = "employments"', "employments.csv"),
    ("meetings", 'mapping = "salesforce-event"', "salesforce/Event.csv"),
    ("mail", 'reader = "mbox"', "mail/*.mbox"),
)


def write_settings(folder: Path, *, seed: int) -> Path:
    """Writes `graphsvc.toml` and returns its path."""
    path = folder / "graphsvc.toml"
    path.write_text(settings(seed=seed), encoding="utf-8", newline="\n")
    return path


def settings(*, seed: int) -> str:
    """Returns the text of the workspace file; feeds stand in order of trust, evidence last."""
    levels = ", ".join(f'"{level}"' for level in LEVELS)
    feeds = "".join(
        f'\n[[feed]]\nname = "{name}"\n{form}\npaths = ["exports/{path}"]\n' for name, form, path in _FEEDS
    )
    return f"""\
# Harbour & Vale is a fictional firm: every name, address and number here is invented.

[firm]
name = "Harbour & Vale"
domains = ["{DOMAIN}"]
currency = "EUR"
time_zone = "Europe/Copenhagen"
levels = [{levels}]
as_of = {AS_OF}  # pins today, so that the demo never ages

[store]
url = "sqlite:graph.db"

[privacy]
people = "after-notice"

[demo]
seed = {seed}

[demo.stands_for]  # as whom somebody looks who takes one of these doors and is nobody of the firm
account_lead = "{cast.INTRODUCER.email}"
own = "{cast.LEAVER.email}"
{feeds}"""
