"""Questions as phrases with a blank, for the ask bar: "who can introduce me to ___"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

from graphsvc.questions import QUESTIONS
from graphsvc.scope import Role
from graphsvc.shape import words_of

Whom = Literal["client", "contact", "colleague", "alumnus"]
BLANK = "___"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A question in words: what stands before and after the blank, and who belongs into it."""

    question: str
    before: str
    whom: Whom
    param: str
    after: str = ""

    @property
    def words(self) -> str:
        """The phrase with its blank."""
        return " ".join(part for part in (self.before, BLANK, self.after) if part)

    def filled(self, name: str) -> str:
        """Returns the phrase with a name in its blank."""
        return self.words.replace(BLANK, name)

    def blank_in(self, text: str) -> str:
        """Returns what stands in the blank of a text that follows the phrase, empty if it does not."""
        after = rf"(?:\s+{re.escape(self.after)})?" if self.after else ""
        found = re.fullmatch(rf"{re.escape(self.before)}\s+(.+?){after}[\s?]*", text, re.IGNORECASE)
        blank = found[1].strip() if found else ""
        return "" if blank == BLANK else blank

    def path(self, key: str) -> str:
        """Returns where the question about somebody is answered, or asked what it is for."""
        if self.whom == "client":
            return f"/clients/{key}"
        if QUESTIONS[self.question].is_case:
            return f"/do/open-case?{urlencode({'person': key})}"
        return f"/ask/{self.question}?{urlencode({self.param: key})}"


PHRASES = (
    Phrase(question="coverage", before="who holds", whom="client", param="client"),
    Phrase(question="introductions", before="who can introduce me to", whom="contact", param="target"),
    Phrase(question="departure-impact", before="what if", whom="colleague", param="person", after="leaves"),
    Phrase(
        question="leaver-suggestions",
        before="whom should",
        whom="colleague",
        param="person",
        after="keep in touch with",
    ),
    Phrase(question="successors", before="who takes over from", whom="colleague", param="person"),
    Phrase(question="handover-plan", before="how do we hand over from", whom="colleague", param="person"),
    Phrase(question="keepers", before="who keeps in touch with", whom="alumnus", param="person"),
)
"""Every phrase; only those of registered questions are offered."""


def phrases_for(roles: frozenset[Role]) -> Sequence[Phrase]:
    """Returns the phrases somebody with these roles may use."""
    return [
        phrase
        for phrase in PHRASES
        if phrase.question in QUESTIONS
        and QUESTIONS[phrase.question].roles & roles
        and phrase.param in words_of(QUESTIONS[phrase.question].params)  # type: ignore[arg-type]
    ]
