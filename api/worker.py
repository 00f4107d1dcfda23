"""The one process that does long work: takes the next job, does it, says how it ended, and waits.

It may be killed at any moment: what it held is claimed again when its hold runs out. Asked to end, it
finishes the feed that is being written and leaves the rest to the next worker.
"""

import logging
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

import orjson

from api.logs import LOGGER, failure
from api.work import JOBS
from api.work.hold import Done, Hold, LetGoError
from graphsvc.errors import ConflictError, GraphsvcError, StoreUnreachableError
from graphsvc.store.clock import Clock, system_clock
from graphsvc.store.jobs import LEASE, SERVICE, Job, JobFile
from graphsvc.workspace import Workspace

_SECOND = 1_000_000
_DAY = 24 * 3600 * _SECOND
_POLL_SECONDS = 0.5
_BEAT_SECONDS = LEASE / _SECOND / 3
_AGAIN_SECONDS = 30
_LOG = logging.getLogger(f"{LOGGER}.worker")
_BROKEN = "Something went wrong here: the log of the worker says where, under the id of the job."


@dataclass(slots=True, kw_only=True)
class Worker:
    """A worker of a workspace.

    Attributes:
        workspace: where it works.
        clock: tells the instant, microseconds UTC.
        ending: set it to have the worker end.
        kinds: what it can do, by the kind of a job.
    """

    workspace: Workspace
    clock: Clock = system_clock
    ending: threading.Event = field(default_factory=threading.Event)
    kinds: Mapping[str, Callable[[Hold], Done]] = field(default_factory=lambda: JOBS)

    def run(self) -> None:
        """Works until it is asked to end."""
        with closing(JobFile(self.workspace.audit_path, clock=self.clock)) as jobs:
            _LOG.info("worker-ready", extra={"told": {"pid": os.getpid()}})
            while not self.ending.is_set():
                self._turn(jobs)

    def _turn(self, jobs: JobFile) -> None:
        """Does a job, or waits for one; while its book does not answer, it waits and looks again."""
        try:
            self._order_retention(jobs)
            has_worked = self.once(jobs)
        except (StoreUnreachableError, ConflictError) as error:
            _LOG.warning("worker-waits", extra={"told": failure(error)})
            has_worked = False
        if not has_worked:
            self.ending.wait(_POLL_SECONDS)

    def once(self, jobs: JobFile) -> bool:
        """Does the next job that is due; returns whether there was one."""
        job = jobs.claim()
        if job is None:
            return False
        _say("begun", job)
        with _beating(jobs, job):
            self._do(jobs, job)
        ended = jobs.get(job.id)
        _say(ended.state if ended else "forgotten", job)
        return True

    def _do(self, jobs: JobFile, job: Job) -> None:
        hold = Hold(workspace=self.workspace, job=job, jobs=jobs, clock=self.clock, ending=self.ending)
        try:
            self._end(jobs, job, self._done(hold))
        except LetGoError:
            jobs.give_back(job)
        except (StoreUnreachableError, ConflictError) as error:
            jobs.put_back(job, str(error), seconds=_AGAIN_SECONDS)
        except GraphsvcError as error:
            jobs.fail(job, str(error))
        except Exception as error:  # noqa: BLE001 - the door of the worker: it outlives any job
            told = {"job": job.id, **failure(error)}
            _LOG.error("job-broken", extra={"told": told})
            jobs.fail(job, _BROKEN)

    def _done(self, hold: Hold) -> Done:
        do = self.kinds.get(hold.job.kind)
        if do is None:
            return Done(result={}, error=f"This release cannot do '{hold.job.kind}': update the worker.")
        return do(hold)

    def _end(self, jobs: JobFile, job: Job, done: Done) -> None:
        result = f"results/{job.id}.json"
        path = self.workspace.root / result
        path.parent.mkdir(mode=0o700, exist_ok=True)
        draft = path.with_suffix(".draft")
        draft.touch(mode=0o600)
        draft.write_bytes(orjson.dumps(dict(done.result)))
        draft.replace(path)
        end = jobs.fail(job, done.error, result=result) if done.error else jobs.succeed(job, result=result)
        if not end:
            path.unlink()

    def _order_retention(self, jobs: JobFile) -> None:
        """Orders the daily retention run, once a day."""
        last = jobs.newest("retention", limit=1)
        if not last or self.clock() - last[0].created_at >= _DAY:
            jobs.put_if_none_waits("retention", {}, who=SERVICE)


@contextmanager
def _beating(jobs: JobFile, job: Job) -> Iterator[None]:
    """Prolongs the hold on a job while the context lasts."""
    over = threading.Event()

    def beat() -> None:
        """Extends the lease until the job is over."""
        while not over.wait(_BEAT_SECONDS):
            try:
                jobs.beat(job)
            except GraphsvcError:
                _say("beat missed", job)

    heart = threading.Thread(target=beat, daemon=True)
    heart.start()
    try:
        yield
    finally:
        over.set()
        heart.join()


def _say(what: str, job: Job) -> None:
    """Writes a line about a job; of who ordered it and of what it holds, nothing."""
    _LOG.info("job", extra={"told": {"is": what, "job": job.id, "kind": job.kind, "attempt": job.attempts}})
