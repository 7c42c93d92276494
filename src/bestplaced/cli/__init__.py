"""The command line: ``bestplaced new | measure | plan | offers | why | flips | robust | ...``."""

from __future__ import annotations

import sys

import click

from bestplaced.cli.ask import ask
from bestplaced.cli.calendar import calendar
from bestplaced.cli.deal import deal
from bestplaced.cli.flips import flips
from bestplaced.cli.frontier import frontier
from bestplaced.cli.letter import letter
from bestplaced.cli.measure import measure
from bestplaced.cli.new import new
from bestplaced.cli.offers import offers
from bestplaced.cli.plan import plan
from bestplaced.cli.propose import propose
from bestplaced.cli.risk import risk
from bestplaced.cli.robust import robust
from bestplaced.cli.schema import schema
from bestplaced.cli.why import why
from bestplaced.cli.workbook import workbook
from bestplaced.errors import BestplacedError

WRONG_INPUT = 2  # exit code of every error a user can cause or meet


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="bestplaced")
def app() -> None:
    """Put each finance responsibility, and each of its risks, with the party best placed."""


COMMANDS = (
    new, measure, ask, plan, offers, why, flips, robust, frontier, risk, schema, deal, propose,
    workbook, letter, calendar,
)  # fmt: skip

for command in COMMANDS:
    app.add_command(command)


def main(args: list[str] | None = None) -> None:
    """Run the command line; errors are told without a traceback and exit with code 2."""
    try:
        app(args=args, prog_name="bestplaced")
    except BestplacedError as error:
        for line in str(error).splitlines():
            click.echo(f"error: {line}" if not line.startswith("  ") else line, err=True)
        sys.exit(WRONG_INPUT)
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        click.echo(f"error: {place}{(error.strerror or str(error)).lower()}.", err=True)
        sys.exit(WRONG_INPUT)
