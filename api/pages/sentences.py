"""The answer in one sentence, above every table; and what an empty answer means and what to do next."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from api.pages.cells import colleague, text

Content = Mapping[str, Any]
_TEN_THOUSAND = 10_000
_UNITS = (("M", Decimal(1_000_000), 1_000_000), ("k", Decimal(1_000), 100_000))
"""Units of money: size, and the total from which they are used."""


def _portfolio(content: Content) -> str:
    told = content["summary"]
    if not told["is_measured"]:
        return f"{told['clients']} clients on paper. No mail or calendar connected."
    hang = _count(told["one_holder"], "client hangs", "clients hang")
    bare = _count(told["uncovered"], "is", "are")
    return f"{hang} on one person, of {told['clients']}; {bare} held by nobody. {_stake(told)}"


def _stake(told: Mapping[str, Any]) -> str:
    """Returns what is at stake, in a sentence, and of how many clients that is not known."""
    if told["value"] is None:
        return "What they pay is unknown."
    stake = f"{text(told['fees_at_stake'])} of {text(told['value'])} {told['currency']} a year is at stake"
    unknown = told["values_unknown"]
    if not unknown:
        return f"{stake}."
    return f"{stake}; the fees of {_count(unknown, 'more client', 'more clients')} are unknown."


def _coverage(content: Content) -> str:
    told = content["summary"]
    holders = told["employee_threads"]
    gaps = ", ".join(told["role_gaps"]).replace("_", " ") or "none"
    who = _count(holders, "colleague holds", "colleagues hold") if holders else "nobody holds"
    return f"{told['client_name']}: {told['coverage_index']:.0%} covered, {who} it. Missing roles: {gaps}."


def _matrix(content: Content) -> str:
    told = content["summary"]
    bare = _count(told["empty"], "is", "are")
    people = _count(len(told["people"]) + told["more"], "colleague", "colleagues")
    return f"{_count(told['clients'], 'client', 'clients')} and {people}; {bare} held by none of them."


def _single_points(content: Content) -> str:
    told = content["summary"]
    ours = _count(told["employees"], "colleague", "colleagues")
    theirs = _count(told["contacts"], "contact", "contacts")
    paid = "What they pay is unknown."
    if told["value"] is not None:
        paid = f"They pay {text(told['value'])} {told['currency']} a year."
    hang = _count(told["clients"], "client hangs", "clients hang")
    return f"{hang} on one person: {ours} and {theirs}. {paid}"


def _bridge_people(content: Content) -> str:
    told = content["summary"]
    return (
        f"{_count(told['brokers'], 'colleague is', 'colleagues are')} the only link of some pair; without "
        f"{_count(told['cut_vertices'], 'person', 'people')} the network of {told['people']} falls apart."
    )


def _bridge_ties(content: Content) -> str:
    rows, told = content["data"], content["summary"]
    if not rows:
        return f"No two groups of the {told['people']} colleagues hang on one tie."
    first = rows[0]
    one, other = first["one_unit_name"], first["other_unit_name"]
    joins = f"connects {one} and {other}" if one and other and one != other else "joins two groups"
    return (
        f"The tie of {first['one_name']} and {first['other_name']} {joins}: "
        f"{_count(first['pairs'], 'pair has', 'pairs have')} no other link. "
        f"{_count(told['bridges'], 'such tie', 'such ties')} in all."
    )


def _cooling(content: Content) -> str:
    told = content["summary"]
    if not told["ties"] and not told["not_measured"]:
        return "No strong tie to a client has gone quiet."
    silent = _count(told["not_measured"], "more is", "more are")
    more = f" {silent} not measured." if told["not_measured"] else ""
    return (
        f"{_count(told['ties'], 'strong tie cools', 'strong ties cool')} at "
        f"{_count(told['clients'], 'client', 'clients')}; {told['quiet']} quiet for 60 days.{more}"
    )


def _departure(content: Content) -> str:
    told = content["summary"]
    if not told["clients"]:
        return "No client is touched."
    if not told["clients_to_zero"]:
        lost = amounts(told["set_loss"], told["total_value"], told["currency"])
        touched = _count(told["clients"], "client", "clients")
        return f"No client loses its last contact; at {touched}, {lost} would no longer be covered."
    lose = _count(
        told["clients_to_zero"],
        "client loses its last contact; it pays",
        "clients lose their last contact; they pay",
    )
    paid = amounts(told["value_to_zero"], told["total_value"], told["currency"])
    return f"{lose} {paid}.{_together(told)}"


def _together(told: Mapping[str, Any]) -> str:
    """Returns what only the set loses, in a sentence."""
    only, leavers = told["only_together"], told["leavers"]
    if not only or leavers == 1:
        return ""
    who = "neither" if leavers == 2 else "none of them"  # noqa: PLR2004 - two
    return f" Together they lose {_count(only, 'client', 'clients')} that {who} alone would lose."


def amounts(part: str | None, whole: str | None, currency: str) -> str:
    """Returns an amount of a whole in words, such as `1.2 of 14.6 M EUR a year (8 %)`."""
    if part is None or not Decimal(whole or 0):
        return f"an unknown amount of {currency} a year"
    total, some = Decimal(whole or 0), Decimal(part)
    unit, size = next(((name, step) for name, step, first in _UNITS if total >= first), ("", Decimal(1)))
    name = f"{unit} " if unit else ""
    return f"{_short(some / size)} of {_short(total / size)} {name}{currency} a year ({some / total:.0%})"


def _short(amount: Decimal) -> str:
    return f"{amount:,.1f}" if amount < _TEN_THOUSAND and amount != amount.to_integral() else f"{amount:,.0f}"


def _suggestions(content: Content) -> str:
    told = content["summary"]
    return (
        f"{told['keep']} to keep in touch with, {told['meet']} to meet, "
        f"{told['vouch']} who could vouch. Kept out by a rule or a missing consent: to keep, "
        f"{told['keep_not_shown']}; to meet, {told['meet_not_shown']}; to vouch, {told['vouch_not_shown']}."
    )


def _alumni(content: Content) -> str:
    told = content["summary"]
    waits = "address waits" if told["waiting"] == 1 else "addresses wait"
    more = f" {told['waiting']:,} {waits} for a notice." if told["waiting"] else ""
    return f"{told['known']:,} known, {told['reachable']:,} reachable, {told['asked']:,} asked.{more}"


def _alumni_at_clients(content: Content) -> str:
    told = content["summary"]
    who = _count(told["shown"], "former colleague works", "former colleagues work")
    where = _count(told["clients"], "client", "clients")
    return f"{who} at {where} and agreed to stay in touch; {told['not_shown']}."


_ALARMS = {
    "": "",
    "no_keeper": "Find somebody who knew them well.",
    "one_keeper_left": "One keeper left: find a second.",
    "a_keeper_leaves": "One of them leaves: the others hold the tie.",
}


def _keepers(content: Content) -> str:
    told, rows = content["summary"], content["data"]
    if told["person"] is None:
        who = _count(told["agrees"], "former colleague agrees", "former colleagues agree")
        left = f"{told['one_left']} have one keeper left, {told['none_left']} have none"
        return f"{who} to stay in touch; {left}."
    if not rows:
        return f"{told['person_name']} did not agree to stay in touch: nothing is shown."
    many = sum(row["keeper"] is not None for row in rows)
    who = _count(many, "colleague keeps", "colleagues keep") if many else "Nobody here keeps"
    tie = f"{who} in touch with {told['person_name']}: the tie is {rows[0]['state']}."
    return f"{tie} {_ALARMS[rows[0]['warning']]}".rstrip()


def _introductions(content: Content) -> str:
    rows = content["data"]
    if not rows:
        return f"Nobody leads to {_target(content['summary'])} in three steps."
    best, target = rows[0], _target(content["summary"])
    if best["hops"] == 1:
        return f"{best['path'][0]['person_name']} knows {target} already."
    ask = colleague(best["introducer_name"], best["ask_unit_name"])
    if best["weakest"] is None:
        through = "" if best["introducer"] else ", through its owner"
        return f"Ask {ask}{through}: {best['hops']} ties to {target}, the weakest {text(best['band'])}."
    return f"Ask {ask}. Weakest link: {best['weakest_from_name']} to {best['weakest_to_name']}."


def _target(told: Mapping[str, Any]) -> str:
    """Returns who is to be met, with title and firm where they are known."""
    about = " at ".join(each for each in (told["title"], told["organisation_name"]) if each)
    return f"{told['target_name']} ({about})" if about else str(told["target_name"])


def _your_role(content: Content) -> str:
    told = content["summary"]
    if not told["person"]:
        return "Nobody of the firm is signed in."
    if not told["is_employee"]:
        return f"{told['person_name']} does not work here on this day."
    alone = told["alone_name"]
    only = f"; you alone hold {text(alone)}" if alone else ""
    lean = (
        f"You lean on {_count(len(told['lean_on']), 'supporter', 'supporters')} in "
        f"{_count(told['lean_on_units'], 'unit', 'units')} (target {told['lean_on_target']})."
    )
    return f"{_count(told['clients'], 'client relies', 'clients rely')} on you{only}. {lean}"


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


SENTENCES: Mapping[str, Callable[[Content], str]] = {
    "portfolio": _portfolio,
    "coverage": _coverage,
    "coverage-matrix": _matrix,
    "single-points-of-failure": _single_points,
    "bridge-people": _bridge_people,
    "bridge-ties": _bridge_ties,
    "cooling-ties": _cooling,
    "departure-impact": _departure,
    "leaver-suggestions": _suggestions,
    "alumni": _alumni,
    "alumni-at-clients": _alumni_at_clients,
    "keepers": _keepers,
    "introductions": _introductions,
    "your-role": _your_role,
}
"""The sentence of each question."""

EMPTY: Mapping[str, str] = {
    "portfolio": "No client is yours yet. Ask your administrator for access to yours.",
    "coverage": "No observed tie. Declare a tie, or connect the mail of the account team.",
    "coverage-matrix": "No client is yours yet. Ask your administrator for access to yours.",
    "single-points-of-failure": "No client hangs on one person. Look at bridge people next.",
    "bridge-people": "Every pair has a second way. Nothing to do here.",
    "bridge-ties": "No two groups hang on one tie. Nothing to do here.",
    "cooling-ties": "No strong tie has gone quiet. Look at the clients that hang on one person next.",
    "departure-impact": "Every tie has a warm second.",
    "alumni": "No former colleague is known: load a file of alumni, or of all employees with their last day.",
    "alumni-at-clients": "No former colleague at a client agreed to stay in touch yet: ask for consent.",
    "keepers": "No former colleague agreed to stay in touch yet: ask for consents by a notice.",
    "introductions": "None of us is known to be in touch there. Whoever is can declare the tie.",
    "leaver-suggestions": "Nobody opted in to introductions yet: record consents first.",
    "your-role": "Your mail and calendar show no warm tie to a client: declare the clients you hold.",
}
"""What an empty answer means, and the next step."""
_UNKNOWN_READER = "Signed in as {reader}; no employee has this address. Ask your administrator."
_UNMEASURED_READER = "No mailbox covers you: declare the clients you hold."


def empty(name: str, content: Content, *, reader: str) -> str:
    """Returns what an empty answer means to a reader, and the next step."""
    told = content["summary"]
    if name == "your-role" and not told["person"]:
        return _UNKNOWN_READER.format(reader=reader)
    if name == "your-role" and told["is_employee"] and not told["is_measured"]:
        return _UNMEASURED_READER
    return EMPTY.get(name, "Nothing to show.")


def sentence(name: str, content: Content) -> str:
    """Returns the answer of a question in a sentence."""
    told = SENTENCES.get(name)
    return told(content) if told else _count(len(content["data"]), "row", "rows") + "."
