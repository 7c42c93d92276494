"""What a child process reports about one run, as one line of JSON."""

from __future__ import annotations

import json
import resource
import sys
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Result:
    """One run. ``seconds`` are the solver's own; ``build`` is what came before, model included.

    ``objective`` and ``bound`` are in thousands of money; ``megabytes`` is the process's peak.
    """

    solver: str
    seconds: float
    build: float
    objective: float
    bound: float
    proven: bool
    megabytes: float = 0.0

    @property
    def gap(self) -> float:
        """Relative gap between plan and bound."""
        return abs(self.objective - self.bound) / max(1.0, abs(self.objective))


def report(result: Result) -> None:
    """Print the result with the peak memory of this process and of those it started."""
    print(json.dumps({**asdict(result), "megabytes": peak_megabytes()}))


def peak_megabytes() -> float:
    """Return the larger of this process's peak and its children's.

    On Linux ``ru_maxrss`` keeps the peak from before exec, so the parent's size would shine
    through; ``VmHWM`` starts afresh.
    """
    unit = 2**20 if sys.platform == "darwin" else 2**10
    own: float = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    status = Path("/proc/self/status")
    if status.is_file():
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        own = float(lines["VmHWM"].split()[0])
    return max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / unit


def parse(line: str) -> Result:
    """Read what `report` printed."""
    return Result(**json.loads(line))
