"""``bestplaced calendar CASE``: a year of dates, due by law and agreed, as an iCalendar file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bestplaced.errors import CaseError, Fault

if TYPE_CHECKING:
    from bestplaced.engagement import YearCalendar

FIRST_YEAR, LAST_YEAR = 2020, 2100


@click.command("calendar")
@click.argument("case_file", metavar="CASE")
@click.option("--year", required=True, type=click.IntRange(FIRST_YEAR, LAST_YEAR), metavar="Y")
@click.option("--out", default="calendar.ics", show_default=True, metavar="FILE")
@click.option("--ledger", "ledgers", multiple=True, metavar="FILE", help="Measure volumes from it.")
@click.option("--map", "mapping", default=(), multiple=True, metavar="PART=COLUMN,...",
              help="Name columns of a CSV ledger, as for `measure`.")  # fmt: skip
@click.option("--provider", metavar="P", help="Calendar with this provider (default: as `deal`).")
@click.option("--language", default="en", show_default=True, help="Language of the texts.")
@click.option("--seed", default=0, show_default=True, help="Seed of the solver.")
@click.option(
    "--time-limit", type=click.FloatRange(min=0.1, max=86_400), help="Seconds for each solve."
)
def calendar(  # noqa: PLR0913 - one parameter per option of the command
    case_file: str,
    ledgers: tuple[str, ...],
    mapping: tuple[str, ...],
    year: int,
    out: str,
    provider: str | None,
    *,
    language: str,
    seed: int,
    time_limit: float | None,
) -> None:
    """Write a year of dates as an iCalendar file: due by law, agreed, and needed from the business.

    Dates that are no business day of the country move as their rule says. What a missing fact
    leaves out is listed, never assumed: state it under ``calendar`` in the case.
    """
    try:
        from bestplaced.documents.ics import ics  # noqa: PLC0415 - an extra, imported when used
        from bestplaced.engagement import Scope, year_calendar  # noqa: PLC0415 - as above
    except ModuleNotFoundError as error:
        text = f"the calendar needs {error.name}, which is not installed."
        raise CaseError(Fault(text, "", "Install bestplaced[docs].")) from error
    from bestplaced.cli.letter import struck  # noqa: PLC0415 - imported when used
    from bestplaced.documents.texts import texts_in  # noqa: PLC0415 - imported when used
    from bestplaced.documents.writing import save  # noqa: PLC0415 - imported when used

    texts = texts_in(language)
    agreed = struck(
        case_file, ledgers, mapping, provider, beta=0.5, seed=seed, time_limit=time_limit
    )
    if agreed.provider is None:
        text = "the best plan uses no provider: there are no agreed dates."
        raise CaseError(Fault(text, "", "Read the plan: the work is best kept inside."))
    scope = Scope(agreed.case, agreed.provider, agreed.account.placements)
    dates = year_calendar(scope, year)
    target = Path(out)
    stamp = dt.datetime.now(tz=dt.UTC).replace(microsecond=0)
    save({target.name: ics(scope, dates, texts, stamp)}, target.parent)
    _told(dates, target)


def _told(year: YearCalendar, target: Path) -> None:
    """Print what is in the calendar, what is open, and what it never holds."""
    count = dict.fromkeys(("statutory", "agreed", "input"), 0)
    for entry in year.dates:
        count[entry.kind] += 1
    click.echo(
        f"wrote {target}: {count['statutory']} dates due by law, {count['agreed']} agreed, "
        f"{count['input']} cut-offs for the business."
    )
    facts = sorted({point.fact for point in year.open_points})
    for fact in facts:
        missing = [point.what for point in year.open_points if point.fact == fact]
        click.echo(f"Not in it until the case states calendar.{fact}:")
        for what in missing:
            click.echo(f"  - {what}")
    click.echo(f"It never holds {year.not_held}.")
    click.echo("Check dates of law every year before relying on them.")
