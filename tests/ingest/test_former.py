"""A former colleague whom mail alone knows at a client: what retention leaves, what the next load finds."""

from datetime import date

from graphsvc.ageing import own_firm, unconfirmed
from graphsvc.store.port import Expiry, FactClaim, Interval, NodeClaim
from tests.ingest.event_feed import ANA, FIRM_KEY, LIV, TODAY, Desk, Mail, day, key

OLD = key("liv.moe@harbourvale.example")


def retain(desk: Desk, on: date) -> int:
    """Runs retention on a day and returns how many profiles it minimised."""
    with desk.store.view() as view:
        people, own = tuple(unconfirmed(view, on)), own_firm(view)
    return desk.store.expire(
        Expiry(
            evidence_before=day(str(on)) - 1095, people=people, own=own, domains=frozenset(desk.firm.domains)
        )
    ).people


def test_a_contact_who_worked_here_once_stays_the_clients_contact(desk: Desk) -> None:
    told = {"name": "Liv Moe", "location": "Oslo"}
    desk.say(nodes=[NodeClaim(kind="Person", key=OLD, properties=told, tokens=("hr|employee|9",))])
    here = (Interval(valid_from=day("2015-01-01"), valid_to=day("2022-01-01")),)
    desk.say(facts=[FactClaim(type="EMPLOYED_BY", src=OLD, dst=FIRM_KEY, intervals=here)])
    desk.mailbox("a.mbox", Mail(sender=ANA, to=[LIV], sent="2026-03-02T12:00:00"))
    desk.load()
    desk.say(facts=[FactClaim(type="SAME_AS", src=OLD, dst=key(LIV))])

    minimised = retain(desk, TODAY)

    with desk.store.view() as view:
        assert view.resolve([f"@{LIV}"]) == {f"@{LIV}": OLD}
        assert {row.dst for row in view.history(OLD) if row.type == "EMPLOYED_BY"} > {FIRM_KEY}
    desk.mailbox("b.mbox", Mail(sender=LIV, to=[ANA], sent="2026-03-09T12:00:00"))
    assert "contacts_inferred" not in desk.load().counts
    assert (minimised, retain(desk, TODAY)) == (1, 0)
