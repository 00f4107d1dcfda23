"""What a workspace keeps beside its graph, opened together: one file, one small book for each concern."""

from dataclasses import dataclass
from typing import Self

from graphsvc.store.audit import AuditFile
from graphsvc.store.cases import CaseFile
from graphsvc.store.clock import Clock, system_clock
from graphsvc.store.delegations import DelegationFile
from graphsvc.store.departures import DepartureFile
from graphsvc.store.erasures import ErasureFile
from graphsvc.store.jobs import JobFile
from graphsvc.store.loads import LoadFile
from graphsvc.store.notices import NoticeBox
from graphsvc.store.preferences import PreferenceFile
from graphsvc.store.register import Register
from graphsvc.store.replies import ReplyFile
from graphsvc.store.revision import RevisionFile
from graphsvc.store.watch import WatchFile
from graphsvc.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """The books of `audit.db`.

    Attributes:
        audit: chain of who asked what.
        register: users, grants, tokens, sessions.
        cases: what-ifs on named people.
        delegations: clients that are lent for a while.
        departures: departures, also those that are not announced.
        erasures: who asked to be erased.
        jobs: work for the worker.
        loads: what became of each feed.
        notices: private addresses, and who was asked.
        preferences: what people chose of their own.
        revision: whether it changed who may come in and what they may see.
        replies: what was answered under an Idempotency-Key.
        watch: counts of refusals, and how far the workspace named people.
    """

    audit: AuditFile
    register: Register
    cases: CaseFile
    delegations: DelegationFile
    departures: DepartureFile
    erasures: ErasureFile
    jobs: JobFile
    loads: LoadFile
    notices: NoticeBox
    preferences: PreferenceFile
    revision: RevisionFile
    replies: ReplyFile
    watch: WatchFile

    @classmethod
    def open(cls, workspace: Workspace, *, clock: Clock = system_clock) -> Self:
        """Opens the books of a workspace; close them when done."""
        path = workspace.audit_path
        return cls(
            audit=AuditFile(path, secret=workspace.secret(), clock=clock),
            register=Register(path, clock=clock),
            cases=CaseFile(path, clock=clock),
            delegations=DelegationFile(path, clock=clock),
            departures=DepartureFile(path, clock=clock),
            erasures=ErasureFile(path, clock=clock),
            jobs=JobFile(path, clock=clock),
            loads=LoadFile(path, clock=clock),
            notices=NoticeBox(path, clock=clock),
            preferences=PreferenceFile(path),
            revision=RevisionFile(path),
            replies=ReplyFile(path, clock=clock),
            watch=WatchFile(path, clock=clock),
        )

    def close(self) -> None:
        """Lets go of every connection."""
        self.audit.close()
        self.register.close()
        self.cases.close()
        self.delegations.close()
        self.departures.close()
        self.erasures.close()
        self.jobs.close()
        self.loads.close()
        self.notices.close()
        self.preferences.close()
        self.revision.close()
        self.replies.close()
        self.watch.close()
