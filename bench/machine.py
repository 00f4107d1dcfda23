"""What the machine was busy with: CPU of this program with its servers, and of everybody else, from /proc."""

import os
import resource
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_LOOK_SECONDS = 0.2


def own_cpu() -> float:
    """Returns CPU seconds of this process, of its ended children and of the whole tree of living ones.

    The living tree counts in ticks of 10 ms: let a timed call of a server take half a second or more.
    """
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime + sum(map(_spent, _tree(os.getpid())))


def others_cpu() -> float:
    """Returns CPU seconds that everybody but this process and its tree has used since the machine started."""
    words = Path("/proc/stat").read_text("ascii").split("\n", 1)[0].split()
    user, nice, system, _idle, _wait, irq, soft = map(int, words[1:8])
    return (user + nice + system + irq + soft) / _TICKS - own_cpu()


def wait_until_quiet(*, share: float = 0.1, limit_seconds: float = 10.0) -> bool:
    """Returns whether others used less than this share of one core for a moment; waits for it, bounded."""
    end = time.monotonic() + limit_seconds
    while time.monotonic() < end:
        before = others_cpu()
        time.sleep(_LOOK_SECONDS)
        if others_cpu() - before < share * _LOOK_SECONDS:
            return True
    return False


def _spent(pid: int) -> float:
    """Returns CPU seconds of a process and of the children it waited for; 0 if it is gone."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, words[11:15])) / _TICKS


def _tree(root: int) -> Iterator[int]:
    """Yields the living processes below one."""
    below = _children()
    waiting = list(below[root])
    while waiting:
        pid = waiting.pop()
        yield pid
        waiting += below[pid]


def _children() -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = path.read_text("utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        found[int(words[1])].append(int(path.parent.name))
    return found
