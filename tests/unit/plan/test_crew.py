"""Work shared by processes ends when a person ends it, however often the keys are pressed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

# Sleeps are the work: what is tested is how it ends.
SCRIPT = """
import time
from bestplaced.plan.crew import crew

class Desk:
    def solve(self, seconds):
        time.sleep(seconds)
        return seconds

if __name__ == "__main__":
    done = 0
    try:
        with crew(Desk(), 2, 400) as work:
            for _ in work([(0.2,)] * 400):
                done += 1
                print("begun", flush=True)
    except KeyboardInterrupt:
        print("ended", flush=True)
"""


@pytest.mark.parametrize("pause", [0.0, 0.05])
def test_pressing_twice_ends_the_work_and_leaves_no_process(tmp_path: Path, pause: float) -> None:
    script = tmp_path / "naps.py"
    script.write_text(SCRIPT)
    # A group of its own gets the signal as one from a keyboard would: the workers, too.
    with subprocess.Popen(
        [sys.executable, str(script)], text=True, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509
    ) as run:  # fmt: skip
        assert run.stdout is not None
        assert run.stdout.readline() == "begun\n"
        os.killpg(run.pid, signal.SIGINT)
        time.sleep(pause)
        os.killpg(run.pid, signal.SIGINT)
        try:
            out, err = run.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            os.killpg(run.pid, signal.SIGKILL)
            raise
    assert "ended" in out or "KeyboardInterrupt" in err
    assert _gone(run.pid)


def _gone(group: int) -> bool:
    """Return whether a group of processes ends within ten seconds."""
    for _ in range(100):  # the helper process of multiprocessing ends a moment later
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False
