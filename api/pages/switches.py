"""Nine consents as switches: one's own to turn, somebody else's to record with evidence."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from api.endpoint import Call
from graphsvc.consent import Switch, switches
from graphsvc.kinds.consent import INTEREST, PURPOSE_SENTENCES, PURPOSE_WORDS

_WITHOUT = "legitimate_interest"
_BY = {"person": "", "recorder": ", recorded", "": ", from a file"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchLine:
    """One consent on a page.

    Attributes:
        purpose: code.
        words: purpose in a few words.
        sentence: what it means, in the words of the person asked.
        is_on: agrees today, or was told and did not opt out.
        mark: the same in a word.
        state: since when, until when, on whose word.
        evidence: where it is written down.
        path: where the button leads: a form's target for one's own, else the form that records it.
        button: what the button does.
        interest: the form that records a legitimate interest instead, empty where none may be.
    """

    purpose: str
    words: str
    sentence: str
    is_on: bool
    mark: str
    state: str
    evidence: str
    path: str
    button: str
    interest: str = ""


def own_switches(call: Call) -> list[SwitchLine]:
    """Returns the nine consents of the person who asks; none for somebody who is nobody here."""
    person = call.scope.person
    if person is None:
        return []
    return [
        _line(
            found,
            path=f"/do/{'withdraw' if found.is_live else 'give'}-consent",
            button=_own_button(found),
        )
        for found in switches(call.view, person, call.house.today())
    ]


def recorded_switches(call: Call, person: str) -> list[SwitchLine]:
    """Returns the nine consents of somebody for whom the caller may record."""
    return [
        replace(
            _line(found, path=_form(found, person), button=_button(found)), interest=_interest(found, person)
        )
        for found in switches(call.view, person, call.house.today())
    ]


def offered() -> list[SwitchLine]:
    """Returns the nine purposes as they are offered: all off."""
    return [_line(Switch(purpose=purpose), path="", button="") for purpose in PURPOSE_WORDS]


def _line(found: Switch, *, path: str, button: str) -> SwitchLine:
    return SwitchLine(
        purpose=found.purpose,
        words=PURPOSE_WORDS[found.purpose],
        sentence=PURPOSE_SENTENCES[found.purpose],
        is_on=found.is_live,
        mark=_mark(found),
        state=_state(found),
        evidence=found.evidence,
        path=path,
        button=button,
    )


def _form(found: Switch, person: str) -> str:
    """Returns the form that records the next word; none where only the person may say yes again."""
    if not found.is_live and found.withdrawn_on:
        return ""
    action = "record-withdrawal" if found.is_live else "record-consent"
    return f"/do/{action}?{urlencode({'person': person, 'consent': found.purpose})}"


def _interest(found: Switch, person: str) -> str:
    """Returns the form that records a legitimate interest, where one may be and nothing was said."""
    is_open = found.purpose == INTEREST and not found.is_live and not found.withdrawn_on
    return f"/do/record-interest?{urlencode({'person': person})}" if is_open else ""


def _mark(found: Switch) -> str:
    if not found.is_live:
        return "No"
    return "Told" if found.basis == _WITHOUT else "Yes"


def _own_button(found: Switch) -> str:
    if not found.is_live:
        return "Agree"
    return "Opt out" if found.basis == _WITHOUT else "Take back"


def _button(found: Switch) -> str:
    return "Record a withdrawal" if found.is_live else "Record a consent"


def _state(found: Switch) -> str:
    if found.is_live and found.basis == _WITHOUT:
        told, until = _day(found.since), _day(found.until)
        return f"Without a consent, on legitimate interest: told on {told}, until {until}"
    if found.is_live:
        return f"Yes since {_day(found.since)}, until {_day(found.until)}{_BY[found.given_by]}"
    if found.withdrawn_on:
        return f"No since {_day(found.withdrawn_on)}{_BY[found.given_by]}"
    return f"Ran out; agreed on {_day(found.since)}" if found.since else "Not asked"


def _day(day: str) -> str:
    return f"{date.fromisoformat(day):%-d %B %Y}" if day else "further notice"


def live_words(lines: Sequence[SwitchLine]) -> list[str]:
    """Returns what is agreed to, in words."""
    return [line.words for line in lines if line.is_on]
