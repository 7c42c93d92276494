"""What every command that reads a CASE shares: its options, the complete case, its best plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from bestplaced.cli.plan import case_of, measured_of
from bestplaced.cli.plan import solved as best_plan_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from bestplaced.case.business import Case
    from bestplaced.plan import Outcome


def case_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add CASE, --ledger, --map, --pin and --json to a command."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help="Print JSON (documented schema)."),
        click.option("--pin", "pins", multiple=True, metavar="R=P", help="Keep R with P."),
        click.option("--map", "mapping", multiple=True, metavar="PART=COLUMN,...",
                     help="Name columns of a CSV ledger, as for `measure`."),
        click.option("--ledger", "ledgers", multiple=True, metavar="FILE",
                     help="Measure volumes from it."),
        click.argument("case_file", metavar="CASE"),
    ):  # fmt: skip
        command = option(command)
    return command


def opened(
    case_file: str, ledgers: tuple[str, ...], mapping: tuple[str, ...], pins: tuple[str, ...]
) -> Case:
    """Return the complete case, volumes measured where ledgers are given."""
    return case_of(case_file, measured_of(ledgers, mapping), pins)


def solved(case: Case, *, quiet: bool) -> Outcome:
    """Return the proven best plan of a case that can be re-solved with other figures."""
    from bestplaced.plan.resolve import refuse_limits  # noqa: PLC0415 - imported when used

    refuse_limits(case)
    return best_plan_of(case, 0, None, quiet=quiet, references=())
