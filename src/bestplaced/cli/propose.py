"""``bestplaced propose CASE``: the proposal and its workbook, ready to send."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from bestplaced.cli.asked import DAY, asking, formats_of, sender, share
from bestplaced.errors import CaseError

if TYPE_CHECKING:
    from bestplaced.cli.asked import Asked
    from bestplaced.documents.content import Brand
    from bestplaced.documents.proposal import Material

FORMATS = ("pdf", "docx", "html", "xlsx")


@click.command("propose")
@asking
@click.option("--format", "forms", default="pdf,docx,html,xlsx", show_default=True,
              metavar="LIST", help="What to write.")  # fmt: skip
@click.option("--out", "folder", default=".", show_default=True, metavar="DIR", help="Where to.")
@sender
@click.option("--date", "day", type=DAY, metavar="YYYY-MM-DD",
              help="The day of the proposal (default: today).")  # fmt: skip
@share
@click.option("--compare", "compared", is_flag=True, help="Compare the offers of the case, too.")
@click.option("--draws", default=0, show_default=True, type=click.IntRange(0, 10_000),
              help="Draws of uncertain figures, to say how sure each move is.")  # fmt: skip
@click.option("--show", "in_terminal", is_flag=True, help="Print the proposal here, too.")
def propose(  # noqa: PLR0913 - one parameter per option of the command
    asked: Asked,
    *,
    forms: str,
    folder: str,
    brand_file: str | None,
    day: dt.datetime | None,
    beta: float,
    compared: bool,
    draws: int,
    in_terminal: bool,
) -> None:
    """Write the proposal of a CASE as PDF, DOCX and HTML, and its workbook as XLSX.

    In the client's words: worries, what was measured, who does what, what stays and why, options,
    fee, risk schedule, transition, service levels, what could make it a bad deal, evidence.
    """
    from bestplaced.documents.branding import read_brand  # noqa: PLC0415 - imported when used
    from bestplaced.documents.proposal import gather  # noqa: PLC0415 - imported when used
    from bestplaced.documents.texts import texts_in  # noqa: PLC0415 - imported when used
    from bestplaced.plan.comparison import compare  # noqa: PLC0415 - imported when used
    from bestplaced.plan.reference import MOVED, WITHOUT  # noqa: PLC0415 - imported when used
    from bestplaced.plan.robust import robustness  # noqa: PLC0415 - imported when used

    wanted = formats_of(forms, FORMATS)
    texts_in(asked.language)  # a language without texts is told before the work begins
    brand = read_brand(brand_file) if brand_file else None
    outcome = asked.outcome((MOVED, WITHOUT))
    agreed = asked.struck(outcome, beta)
    material = gather(
        outcome,
        agreed,
        brand or _plain(agreed.provider),
        day.date() if day else dt.date.today(),  # noqa: DTZ011 - the reader's own day
        measured=asked.measured,
        language=asked.language,
    )
    if compared:
        material = replace(material, comparison=compare(outcome.case, asked.time_limit))
    if draws:
        placed = agreed.account
        material = replace(
            material, robust=robustness(outcome.case, placed, draws=draws, seed=asked.seed)
        )
    _write(material, wanted, folder, in_terminal=in_terminal)


def _plain(provider: str | None) -> Brand:
    """Return the brand of a provider of whom only the name is known."""
    from bestplaced.documents.content import Brand  # noqa: PLC0415 - imported when used

    name = provider or ""
    return Brand(name[:1].upper() + name[1:])


def _write(material: Material, forms: tuple[str, ...], folder: str, *, in_terminal: bool) -> None:
    """Write all formats, then move them into place together."""
    from bestplaced.documents.proposal import proposal  # noqa: PLC0415 - imported when used
    from bestplaced.documents.proposal.workbook import workbook  # noqa: PLC0415 - as above
    from bestplaced.documents.writing import book_of, file_name, save, written  # noqa: PLC0415

    document, name = proposal(material), file_name(material.case.name)
    pages = tuple(form for form in forms if form != "xlsx")
    files, faults = written(document, pages, f"{name}-proposal")
    if "xlsx" in forms:
        files[f"{name}-figures.xlsx"] = book_of(workbook(material))
    if in_terminal:
        from rich.console import Console  # noqa: PLC0415 - imported when used

        from bestplaced.documents.terminal import show  # noqa: PLC0415 - imported when used

        console = Console()
        show(document, console if console.is_terminal else Console(width=100))
    for path in save(files, folder) if files else ():
        click.echo(f"{path}  {path.stat().st_size / 1000:,.0f} kB")
    if faults:
        raise CaseError(faults)
