"""The answer to a notice: somebody who is not signed in chooses, by a link that works once.

Looking at the link changes nothing, so that a preview of a mail cannot use it up.
"""

from collections.abc import Collection
from dataclasses import dataclass

from api.deed import write
from api.house import House
from graphsvc.action import Desk, Outcome
from graphsvc.action import Done as Told
from graphsvc.consenting import said_by
from graphsvc.kinds.consent import PURPOSE_WORDS
from graphsvc.store.port import NodeClaim, View
from ingest.identity import address_token


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """Who answered, and to how many purposes they agreed."""

    person: str
    agreed: int


def asked_by(house: House, code: str) -> str | None:
    """Returns the name of who is asked by a link; None if it is unknown, used or too old."""
    person = house.beside.notices.person_of(code)
    if person is None:
        return None
    with house.view() as view:
        return next((str(entity.properties.get("name", "")) for entity in view.get([person])), None)


def answer(house: House, code: str, chosen: Collection[str]) -> Answered | None:
    """Records yes to what was chosen and no to the rest, and uses the link up; None if it does not hold.

    An address from which somebody agreed to something may be used from now on; any other is forgotten.

    Args:
        house: services of the application.
        code: what the link carries.
        chosen: codes of purposes; others are passed over.
    """
    box = house.beside.notices
    words = {purpose: purpose in chosen for purpose in PURPOSE_WORDS}
    with house.acting() as view:
        person = box.person_of(code)
        if person is None or not view.get([person]):
            return None
        _keep(house, view, person, words)
        box.burn(code)
        box.forget(person)
    return Answered(person=person, agreed=sum(words.values()))


def _keep(house: House, view: View, person: str, words: dict[str, bool]) -> None:
    """Writes an answer down."""
    desk = _desk(house, view)
    claims = said_by(desk, person, words, evidence="answer to a notice")
    usable = _usable(house, person) if any(words.values()) else []
    outcome = Outcome(done=Told(says=""), nodes=(*usable, *claims.nodes), facts=claims.facts)
    with house.writing() as store:
        write(store, outcome, desk)


def _desk(house: House, view: View) -> Desk:
    return Desk(
        workspace=house.workspace,
        view=view,
        snapshot=house.snapshot(),
        beside=house.beside,
        today=house.today(),
        now=house.clock(),
    )


def _usable(house: House, person: str) -> list[NodeClaim]:
    """Returns the claim of the private address under which somebody may be written to."""
    addresses = [address for address, _ in house.beside.notices.of(person)]
    return [
        NodeClaim(kind="Person", key=person, properties={"email": address}, tokens=(address_token(address),))
        for address in addresses[:1]
    ]
