"""The public surface is a list, and importing it stays quick."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version

import pytest

import bestplaced

# Each costs a tenth of a second or more, or belongs to a caller: loaded when needed, not before.
LOADED_LATE = ("rich", "click", "scipy.stats", "babel", "django")
LATE_FOR = {
    "bestplaced": (*LOADED_LATE, "numpy", "highspy", "pydantic"),
    "bestplaced.plan": LOADED_LATE,
}


def test_every_public_name_exists() -> None:
    missing = [name for name in bestplaced.__all__ if not hasattr(bestplaced, name)]
    assert not missing


def test_public_names_are_listed_once_and_are_public() -> None:
    names = list(bestplaced.__all__)
    assert len(names) == len(set(names))
    assert not [name for name in names if name.startswith("_") and name != "__version__"]


def test_the_version_is_the_installed_one() -> None:
    assert getattr(bestplaced, "__version__", version("bestplaced")) == version("bestplaced")


@pytest.mark.parametrize("module", list(LATE_FOR))
def test_importing_loads_nothing_heavy(module: str) -> None:
    code = (
        f"import sys, {module}\n"
        f"print(*[name for name in {LATE_FOR[module]!r} if name in sys.modules], end='')"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    assert not loaded
