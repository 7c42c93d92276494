"""``bestplaced schema``: the case file's format as JSON Schema."""

from __future__ import annotations

import json

import click


@click.command("schema")
def schema() -> None:
    """Print the JSON Schema of a case file, for editors and other programs."""
    from bestplaced.case.schema import case_schema  # noqa: PLC0415 - imported when used

    click.echo(json.dumps(case_schema(), indent=2))
