"""What an action is: something a person records, the writing twin of a question.

`run(desk, scope, params)` decides and says what to write; it writes nothing into the graph itself. The door
keeps it through `keep`, as one finished run of the source `app`, and publishes. What must not lie in the
graph (cases, an unannounced departure, addresses) an action puts into the books of the desk.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from graphsvc.errors import UsageError
from graphsvc.key import mail_token
from graphsvc.scope import Role, Scope
from graphsvc.shape import field as told
from graphsvc.snapshot import Snapshot
from graphsvc.store.beside import Beside
from graphsvc.store.port import APP, Batch, FactClaim, NodeClaim, Published, RunSpec, Store, View
from graphsvc.workspace import Workspace

_EPOCH = date(1970, 1, 1)
_TOKEN = "token:"  # noqa: S105 - how the name of a principal begins
Reach = Literal["scope", "staff", "ours", "known", "firm"]
"""Whom an action may name.

What is in the caller's scope; our employees; these and former ones; our employees, every client, the contacts
there and whoever the caller has a tie to; or anybody the firm knows.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What an action works with.

    Attributes:
        workspace: configuration.
        view: open read transaction of the store.
        snapshot: publication that is current.
        beside: books beside the graph.
        today: day the workspace stands at.
        now: instant, microseconds UTC.
        address: where people find the service, without a slash at its end; empty where nobody said.
    """

    workspace: Workspace
    view: View
    snapshot: Snapshot
    beside: Beside
    today: date
    now: int
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What the caller is told of an action."""

    says: str = told(label="Done", help="What was recorded, in a sentence.")
    key: str = told(label="Key", help="Key or id of what was recorded; empty if nothing was.", default="")
    link: str = told(label="Next", help="Page on which to go on.", default="/")
    table: str = told(label="File", help="Rows of a file, as CSV; empty where there is none.", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What an action decided.

    Attributes:
        done: what the caller is told.
        nodes: claims to write.
        facts: claims to write.
        closes: ids of claims of the source `app` to take back.
        subjects: keys of the people it is about, for the audit.
        filters: what else the audit keeps of it; no names.
        table: rows of a file the caller gets, such as a mail merge; empty = none.
        then: what the books note once the graph holds the claims, so that a failure can be tried again.
    """

    done: Done
    nodes: Sequence[NodeClaim] = ()
    facts: Sequence[FactClaim] = ()
    closes: Sequence[int] = ()
    subjects: Sequence[str] = ()
    filters: Mapping[str, str] = field(default_factory=dict[str, str])
    table: Sequence[Mapping[str, Any]] = field(default_factory=list[Mapping[str, Any]])
    then: Callable[[], None] | None = None

    @property
    def changes_graph(self) -> bool:
        """Whether there is anything to write into the graph."""
        return bool(self.nodes or self.facts or self.closes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A registry entry.

    Attributes:
        name: kebab-case name, the same on the command line, in the URL and, in snake case, as file.
        title: what one does, as a heading.
        help: what follows from it, in a sentence or two.
        roles: who may do it.
        params: record of the fields of the form.
        run: the decision.
        reach: whom its fields may name.
        is_live: what it changes is read live from the store, so that nothing need be published.
        is_sealed: the audit shows it to others only after ninety days.
        is_sealed_of_hr: the same where HR does it, who do so of people in notice.
        done: what is said afterwards, where the title would not say it.
    """

    name: str
    title: str
    help: str
    roles: frozenset[Role]
    params: type[Any]
    run: Callable[[Desk, Scope, Any], Outcome]
    reach: Reach = "scope"
    is_live: bool = False
    is_sealed: bool = False
    is_sealed_of_hr: bool = False
    done: str = ""


def keep(store: Store, outcome: Outcome, *, run_id: str, on: date) -> Published | None:
    """Writes an outcome as one run of the source `app`; None where there is nothing to write.

    Args:
        store: where it is kept, open for writing.
        outcome: what an action decided.
        run_id: name of the run; the same one again writes nothing.
        on: day on which it takes effect.

    Raises:
        UsageError: the graph refuses a claim, such as one about somebody erased.
        ConflictError: somebody else records something at this instant.
    """
    if not outcome.changes_graph:
        return None
    run = RunSpec(run_id=run_id, source=APP, mode="delta", effective=(on - _EPOCH).days)
    with store.writer(run) as writer:
        batch = Batch(nodes=outcome.nodes, facts=outcome.facts, closes=outcome.closes)
        result = writer.write(writer.state.next_batch, batch)
        if result.rejected:
            writer.abort()
            reasons = ", ".join(sorted({each.reason for each in result.rejected}))
            raise UsageError(f"this cannot be recorded: {reasons}. Look the person up again.")
        return writer.finish()


def behind(desk: Desk, scope: Scope) -> str:
    """Returns the principal who answers for what is done: whoever asks, or made the token that asks."""
    token = desk.beside.register.token_named(scope.principal.removeprefix(_TOKEN))
    is_made = scope.principal.startswith(_TOKEN) and token is not None
    return (token.made_by or scope.principal) if token and is_made else scope.principal


def people_behind(desk: Desk, scope: Scope) -> frozenset[str]:
    """Returns the keys of the person who asks, and of whoever made the token that asks."""
    known = desk.view.resolve([mail_token(behind(desk, scope))]).values()
    return frozenset(known) | ({scope.person} if scope.person else frozenset())


def day_number(day: date) -> int:
    """Returns days since 1970-01-01."""
    return (day - _EPOCH).days
