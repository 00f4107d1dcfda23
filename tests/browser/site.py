"""Who looks at the demo firm, and every page there is to look at."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from api.house import House
from api.identity import COOKIE
from api.lookup import key_for
from api.pages.departure_tabs import TABS
from api.pages.frame import PAGES
from api.pages.questions import question_pages
from graphsvc.questions import QUESTIONS
from graphsvc.questions.coverage import COVERAGE
from graphsvc.shape import words_of
from ingest.demo import cast

if TYPE_CHECKING:
    from playwright.sync_api import Page, Response

CLIENT = "Kestrel Bay Ports"
"""Held by two people; both leave."""
LEAVERS = (cast.LEAVER.email, cast.SECOND_LEAVER.email)
LAST_DAY = "2026-09-30"
OTHER = "other@harbourvale.example"
_EXPECTED = "the server responded with a status of 404"


@dataclass(kw_only=True)
class Site:
    """A served workspace.

    Attributes:
        house: its services, shared with the server.
        root: where it listens.
        user: who signs in.
    """

    house: House
    root: str
    user: str

    def key(self, text: str, label: str) -> str:
        """Returns the key of a person or an organisation."""
        with self.house.view() as view:
            return key_for(view, text, label)

    def behind(self, role: str) -> str:
        """Returns the principal behind a door of the demo."""
        return f"{self.user} as {role}"

    def secret(self, role: str) -> str:
        """Returns the cookie of a new session in a role."""
        secret = self.house.register.sign_in(self.house.register.new_code(self.user))
        assert secret is not None
        session = self.house.register.session(secret)
        assert session is not None
        self.house.register.choose_role(session.hash, role)
        return secret

    def contact(self) -> str:
        """Returns the key of somebody at the client."""
        return self.key("Milan Quinendra", "Person")

    def filled(self) -> dict[str, list[tuple[str, str]]]:
        """Returns parameters for every question that needs some."""
        leavers = [("person", self.key(each, "Person")) for each in LEAVERS]
        return {
            "coverage": [("client", self.key(CLIENT, "Organisation"))],
            "leaver-suggestions": leavers[:1],
            "introductions": [("start", leavers[0][1]), ("target", self.contact())],
        }

    def alumnus(self) -> str:
        """Returns the key of a former colleague who agrees to stay in touch and works at a client."""
        return self.key("Rashid Coveland", "Person")

    def answer(self, path: str) -> str:
        """Returns the address of a page with all it needs to be told."""
        filled = self.filled().get(path.removeprefix("/ask/"))
        return f"{path}?{urlencode(filled)}" if filled else path

    def case(self) -> str:
        """Returns the address of a new what-if in which both leave."""
        cases = self.house.beside.cases
        case = cases.open(self.behind("hr"), purpose="resignation-received")
        cases.add_member(case, self.behind("account_lead"))
        cases.add_people(case, [self.key(each, "Person") for each in LEAVERS], by=self.user)
        return f"/cases/{case}"

    def departure(self) -> str:
        """Returns the address of the file of a confidential departure, of the first leaver."""
        beside, person = self.house.beside, self.key(LEAVERS[0], "Person")
        known = beside.departures.known_to(beside.cases.ever_of(self.behind("hr")))
        found = next((row.id for row in known if row.person == person and not row.closed_on), "")
        case = self.case().rpartition("/")[2]
        return f"/departures/{found or self._opened(person, case)}"

    def _opened(self, person: str, case: str) -> str:
        return self.house.beside.departures.open(person, what_if=case, last_day=LAST_DAY, by=self.user)

    def other(self, role: str) -> str:
        """Returns the cookie of somebody else in a role."""
        register = self.house.register
        register.add_user(OTHER)
        register.grant(OTHER, role, granted_by="test")
        secret = register.sign_in(register.new_code(OTHER))
        assert secret is not None
        return secret

    def client(self) -> str:
        """Returns the address of the page of the client."""
        return f"/clients/{self.key(CLIENT, 'Organisation')}"

    def at_client(self, question: str) -> str:
        """Returns the address of a question that is asked at the client."""
        return f"/ask/{question}?{urlencode({'client': self.key(CLIENT, 'Organisation')})}"

    def paths(self, role: str) -> list[str]:
        """Returns every page of a role: forms, answers, evidence, what the ask bar finds, what is missing."""
        found = ["/", "/find", "/nowhere", *(entry.path for entry in PAGES if role in entry.roles)]
        if role in COVERAGE.roles:
            client = self.client()
            found += ["/?show=one-person", client, _evidence(client), self.at_client("introductions")]
            case = self.case()
            found += ["/cases", case, _evidence(case), "/do/open-case"]
        if role == "own":
            found += ["/me?ties=all", "/do/declare-tie", "/do/correct-tie", "/do/object", "/do/ask-erasure"]
        if role == "alumni_programme":
            found += [f"/alumni/{self.alumnus()}", "/do/export-notices", "/do/record-consent"]
        if role == "hr":
            file = self.departure()
            found += ["/departures", file, _evidence(file), *(f"{file}/{tab}" for tab in TABS if tab)]
            found += [f"{file}/announce", f"/do/set-partner?departure={file.rpartition('/')[2]}"]
            found += ["/do/open-departure", "/do/approve-what-ifs"]
        for page in question_pages():
            if page.method == "GET" and role in page.roles:
                answer = self.answer(page.path)
                found += [page.path, answer, _evidence(answer)]
        return list(dict.fromkeys(found))


def _evidence(answer: str) -> str:
    return f"{answer}{'&' if '?' in answer else '?'}row=0"


@dataclass(kw_only=True)
class Visitor:
    """A window on the site; `complaints` is what the browser's console said."""

    site: Site
    page: "Page"
    complaints: list[str] = field(default_factory=list)

    def visit(self, path: str) -> "Response":
        """Goes to a page and returns the response."""
        response = self.page.goto(path)
        assert response is not None
        return response

    def press(self, *keys: str) -> None:
        """Presses keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def tab_to(self, text: str) -> None:
        """Moves the focus by Tab until it is on something with these words, as text, label or name.

        Raises:
            AssertionError: nothing on the page that can be reached is called so.
        """
        for _ in range(150):
            self.press("Tab")
            if text in self.page.evaluate(_WORDS_OF_FOCUS):
                return
        raise AssertionError(f"no way by keyboard to '{text}' on {self.page.url}")

    def follow(self, text: str) -> None:
        """Goes where a link or button leads, by keyboard."""
        self.tab_to(text)
        with self.page.expect_navigation():
            self.press("Enter")

    def focused(self) -> str:
        """Returns the id of what has the focus."""
        name: str = self.page.evaluate("document.activeElement.id")
        return name

    def words(self) -> str:
        """Returns the text of the page."""
        return self.page.inner_text("main")


_WORDS_OF_FOCUS = """() => {
  const at = document.activeElement;
  const label = at.labels && at.labels.length ? at.labels[0].textContent : '';
  const told = at.matches('a, button, summary') ? at.textContent : '';
  return [told, label, at.getAttribute('aria-label') || ''].join(' ');
}"""


def visitor(site: Site, context: Any, role: str) -> Visitor:
    """Returns a window of a browser, signed in if a role is given."""
    if role:
        context.add_cookies([{"name": COOKIE, "value": site.secret(role), "url": site.root}])
    found = Visitor(site=site, page=context.new_page())
    found.page.on("console", lambda said: _note(found, said.text))
    found.page.on("pageerror", lambda error: _note(found, str(error)))
    return found


def _note(found: Visitor, text: str) -> None:
    if _EXPECTED not in text:
        found.complaints.append(f"{found.page.url}: {text}")


def registered() -> list[str]:
    """Returns the questions that need a parameter and are asked at once."""
    return sorted(
        name for name, question in QUESTIONS.items() if _needs(question.params) and not question.is_case
    )


def _needs(params: Any) -> bool:
    return any(not words.is_optional for words in words_of(params).values())
