"""``bestplaced new``: a ten-line case to start from."""

from __future__ import annotations

from pathlib import Path

import click

from bestplaced.errors import CaseError, Fault

TEMPLATE = """\
# One business. The catalogue fills what is not written here, and labels it as assumed.
name: Example Joinery
country: US
currency: USD
staff: 25
revenue: 4_000_000
people:                       # who is there today; roles: owner, admin, bookkeeper, controller, cfo
  - {name: Olive, role: owner}
  - {name: Dana, role: bookkeeper, hours: 1600}
  - {name: Sam, role: admin, hours: 800}
"""


@click.command("new")
@click.argument("file", default="case.yaml", metavar="[FILE]")
def new(file: str) -> None:
    """Write a ten-line case to FILE (default: case.yaml); never overwrites."""
    path = Path(file)
    try:
        with path.open("x", encoding="utf-8") as out:
            out.write(TEMPLATE)
    except FileExistsError as error:
        raise CaseError(
            Fault("exists already.", str(path), "Choose another name; nothing was written.")
        ) from error
    click.echo(f"Wrote {path}. Edit it, then run: bestplaced plan {path}")
