"""Defaults that the completion of a case draws on: settings, people, values of decisions."""

from __future__ import annotations

import importlib.resources
from functools import lru_cache
from typing import Any

import yaml

from bestplaced.case.provenance import Figure


def read_data(name: str) -> Any:  # noqa: ANN401 - YAML has any shape
    """Return a data file of this room, parsed; dates and numbers by YAML, text quoted in files."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = importlib.resources.files("bestplaced.catalogue") / "data" / f"{name}.yaml"
    return yaml.load(text.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - safe loaders only


@lru_cache(maxsize=1)
def settings() -> dict[str, Figure]:
    """Return the general settings, each with unit, source and grade."""
    raw = dict(read_data("settings"))
    raw.pop("touches")
    return {name: Figure.model_validate(value) for name, value in raw.items()}


@lru_cache(maxsize=1)
def touches() -> dict[str, Figure]:
    """Return touches per working day by cadence (F3)."""
    return {name: Figure.model_validate(v) for name, v in read_data("settings")["touches"].items()}


@lru_cache(maxsize=1)
def performers() -> dict[str, Any]:
    """Return roles, grades, kinds of provider and the stand-in practice."""
    return dict(read_data("performers"))


@lru_cache(maxsize=1)
def decision_values() -> dict[str, Any]:
    """Return F13's default factors by responsibility."""
    return dict(read_data("values"))
