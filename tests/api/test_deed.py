"""An action for a caller: whom it may name, what is kept, when a publication follows."""

from dataclasses import dataclass, replace

import pytest

from api.deed import sight, with_keys
from graphsvc.action import Action, Done, Outcome
from graphsvc.actions import ACTIONS
from graphsvc.errors import NotFoundError
from graphsvc.kinds.departure import DEPARTURE
from graphsvc.scope import Scope
from graphsvc.shape import field
from tests.api.service import Service

LAST = "2024-12-31"
OPEN = ACTIONS["open-case"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Fields that name one, several and none."""

    person: str = field(label="One", help="One person.", node="Person", default="")
    people: tuple[str, ...] = field(label="Several", help="Several people.", node="Person", default=())
    client: str = field(label="Client", help="A client.", node="Organisation", default="")
    words: str = field(label="Words", help="Free text.", default="")


NAMING = Action(
    name="naming",
    title="Naming",
    help="Names somebody.",
    roles=frozenset({"hr", "own", "account_lead"}),
    params=Named,
    run=lambda *_: Outcome(done=Done(says="Nothing.")),
)


def keyed(service: Service, action: Action, scope: Scope, **given: object) -> Named:
    """Returns what was given with keys for names, as somebody may name it."""
    with service.house.view() as view:
        sees = sight(action, scope, service.house.snapshot())
        found: Named = with_keys(view, Named(**given), sees=sees)  # type: ignore[arg-type]
        return found


def everything(**changes: object) -> Scope:
    return replace(Scope(principal="hr", roles=frozenset({"hr"}), clients=None), **changes)  # type: ignore[arg-type]


def test_names_become_keys_and_other_words_stay(service: Service) -> None:
    found = keyed(
        service, NAMING, everything(), person="ana", people=("ben", " ", "eli"), client="acme", words="ana"
    )

    key = service.key
    assert (found.person, found.people) == (key["ana"], (key["ben"], key["eli"]))
    assert (found.client, found.words) == (key["acme"], "ana")


def test_what_is_not_given_is_not_looked_up(service: Service) -> None:
    assert keyed(service, NAMING, everything()) == Named()


def test_the_field_that_names_nobody_is_told(service: Service) -> None:
    with pytest.raises(NotFoundError, match="people: no person is called 'nobody'"):
        keyed(service, NAMING, everything(), people=("ana", "nobody"))


def test_a_client_out_of_reach_is_not_found(service: Service) -> None:
    with pytest.raises(NotFoundError, match="client: no client is called 'acme'"):
        keyed(service, NAMING, everything(clients=frozenset()), client="acme")


def test_staff_are_employees_and_nobody_else(service: Service) -> None:
    contact = next(name for name in service.key if name.startswith("acme-"))
    staff = replace(NAMING, reach="staff")

    assert keyed(service, staff, everything(), person="ana").person == service.key["ana"]
    with pytest.raises(NotFoundError):
        keyed(service, staff, everything(), person=service.key[contact])


def test_an_employee_names_nobody_but_themself(service: Service) -> None:
    mine = everything(roles=frozenset({"own"}), person=service.key["ana"])

    assert keyed(service, NAMING, mine, person="ana").person == service.key["ana"]
    with pytest.raises(NotFoundError):
        keyed(service, NAMING, mine, person="ben")


def test_the_whole_firm_is_in_reach_where_an_action_says_so(service: Service) -> None:
    mine = everything(roles=frozenset({"own"}), person=service.key["ana"], clients=frozenset())

    found = keyed(service, replace(NAMING, reach="firm"), mine, person="ben", client="acme")

    assert (found.person, found.client) == (service.key["ben"], service.key["acme"])


def test_what_lies_beside_the_graph_changes_nothing_that_others_see(service: Service) -> None:
    other = service.token("hr")
    paths = ("/v1/questions/portfolio", "/v1/questions/bridge-people?purpose=internal-move", "/v1/actions")
    before = [(answer.data, answer.headers.get("ETag")) for answer in (service.get(p, other) for p in paths)]

    token = service.token("hr")
    service.case(token, "ana", "ben")
    service.do("open-departure", token, person="ana", date=LAST)

    after = [(answer.data, answer.headers.get("ETag")) for answer in (service.get(p, other) for p in paths)]
    assert before == after
    assert service.house.jobs.newest("publish", limit=9) == []


def test_what_changes_the_graph_is_published(service: Service) -> None:
    token = service.token("hr")
    departure = service.do("open-departure", token, person="ana", date=LAST)

    service.do("announce-departure", token, departure=departure)

    with service.house.view() as view:
        [found] = view.get([DEPARTURE.key("app", departure)])
    assert found.properties["last_day"] == LAST
    [job] = service.house.jobs.newest("publish", limit=9)
    assert job.state == "queued"


def test_a_refusal_keeps_nothing(service: Service) -> None:
    response = service.post(
        "/v1/actions/open-departure", service.token("hr"), {"person": "ana", "date": "soon"}
    )

    assert response.status_code == 422
    assert service.house.beside.departures.known_to([]) == []
    assert service.audited("action.open-departure") == []
