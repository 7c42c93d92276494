"""``bestplaced calendar CASE``: a year of dates, due by law and agreed, as an iCalendar file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bestplaced.cli.asked import asking
from bestplaced.errors import CaseError, Fault

if TYPE_CHECKING:
    from bestplaced.cli.asked import Asked
    from bestplaced.engagement import YearCalendar

FIRST_YEAR, LAST_YEAR = 2020, 2100


@click.command("calendar")
@asking
@click.option("--year", required=True, type=click.IntRange(FIRST_YEAR, LAST_YEAR), metavar="Y")
@click.option("--out", default="calendar.ics", show_default=True, metavar="FILE")
def calendar(asked: Asked, *, year: int, out: str) -> None:
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
    from bestplaced.documents.texts import texts_in  # noqa: PLC0415 - imported when used
    from bestplaced.documents.writing import save  # noqa: PLC0415 - imported when used

    texts = texts_in(asked.language)
    agreed = asked.deal()
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
