"""Who keeps in touch with whom after they left: a mail each way now and then."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from ingest.demo import planted
from ingest.demo.chance import stream
from ingest.demo.firm import Firm
from ingest.demo.people import Alumnus, Employee
from ingest.demo.rhythm import QUARTERLY, RARE, START, Bond, Rhythm

_HALF_YEARLY = Rhythm(every=182)
_RHYTHMS = (QUARTERLY, QUARTERLY, _HALF_YEARLY, RARE)


def bonds(firm: Firm, *, seed: int) -> Iterator[Bond]:
    """Yields the ties to former colleagues, from their last day on.

    Those at a client write from there; of the others only who agreed to stay in touch writes at all.
    """
    staged = tuple(planted.alumni_bonds(firm))
    yield from staged
    at_clients = {contact.employee_id: contact.email for contact in firm.former_colleagues}
    for alumnus in firm.alumni:
        target = at_clients.get(alumnus.was.id) or _agreed(alumnus)
        if target and target not in {bond.theirs for bond in staged}:
            yield from _kept(alumnus.was, target, firm.employees, seed)


def _agreed(alumnus: Alumnus) -> str:
    return alumnus.private if "stay_in_touch" in alumnus.consents else ""


def _kept(was: Employee, target: str, employees: Sequence[Employee], seed: int) -> Iterator[Bond]:
    rng = stream(seed, "keeper", was.email)
    colleagues = [e for e in employees if e.unit == was.unit and e.connected and e.works_on(was.hired)]
    for keeper in rng.sample(colleagues, min(rng.randint(0, 2), len(colleagues))):
        bond = Bond(ours=keeper.email, theirs=target, rhythm=rng.choice(_RHYTHMS))
        left = was.left or START
        yield replace(bond, start=max(START, left + timedelta(days=30)))
