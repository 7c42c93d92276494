"""``bestplaced propose CASE``: the proposal and its workbook, ready to send."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from bestplaced.errors import CaseError, Fault

if TYPE_CHECKING:
    from bestplaced.documents.content import Brand
    from bestplaced.documents.proposal import Material

FORMATS = ("pdf", "docx", "html", "xlsx")


@click.command("propose")
@click.argument("case_file", metavar="CASE")
@click.option("--ledger", "ledgers", multiple=True, metavar="FILE", help="Measure volumes from it.")
@click.option("--map", "mapping", default=(), multiple=True, metavar="PART=COLUMN,...",
              help="Name columns of a CSV ledger, as for `measure`.")  # fmt: skip
@click.option("--format", "forms", default="pdf,docx,html,xlsx", show_default=True,
              metavar="LIST", help="What to write.")  # fmt: skip
@click.option("--out", "folder", default=".", show_default=True, metavar="DIR", help="Where to.")
@click.option("--brand", "brand_file", metavar="FILE", help="YAML: name, address, colour, logo.")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD",
              help="The day of the proposal (default: today).")  # fmt: skip
@click.option("--language", default="en", show_default=True, help="Language of the texts.")
@click.option("--provider", metavar="P", help="Deal with this provider (default: the one inside).")
@click.option("--beta", default=0.5, show_default=True, type=click.FloatRange(0, 1),
              help="The provider's share of the band.")  # fmt: skip
@click.option("--seed", default=0, show_default=True, help="Seed of the solver.")
@click.option(
    "--time-limit", type=click.FloatRange(min=0.1, max=86_400), help="Seconds for each solve."
)
@click.option("--compare", "compared", is_flag=True, help="Compare the offers of the case, too.")
@click.option("--draws", default=0, show_default=True, type=click.IntRange(0, 10_000),
              help="Draws of uncertain figures, to say how sure each move is.")  # fmt: skip
@click.option("--show", "in_terminal", is_flag=True, help="Print the proposal here, too.")
def propose(  # noqa: PLR0913, PLR0917 - one parameter per option of the command
    case_file: str,
    ledgers: tuple[str, ...],
    mapping: tuple[str, ...],
    forms: str,
    folder: str,
    brand_file: str | None,
    day: dt.datetime | None,
    language: str,
    provider: str | None,
    *,
    beta: float,
    seed: int,
    time_limit: float | None,
    compared: bool,
    draws: int,
    in_terminal: bool,
) -> None:
    """Write the proposal of a CASE as PDF, DOCX and HTML, and its workbook as XLSX.

    In the client's words: worries, what was measured, who does what, what stays and why, options,
    fee, risk schedule, transition, service levels, what could make it a bad deal, evidence.
    """
    from bestplaced.cli.plan import case_of, measured_of, solved  # noqa: PLC0415 - imported late
    from bestplaced.deal import deal as strike  # noqa: PLC0415 - imported when used
    from bestplaced.documents.branding import read_brand  # noqa: PLC0415 - imported when used
    from bestplaced.documents.proposal import gather  # noqa: PLC0415 - imported when used
    from bestplaced.documents.texts import texts_in  # noqa: PLC0415 - imported when used
    from bestplaced.plan.comparison import compare  # noqa: PLC0415 - imported when used
    from bestplaced.plan.reference import MOVED, WITHOUT  # noqa: PLC0415 - imported when used
    from bestplaced.plan.robust import robustness  # noqa: PLC0415 - imported when used

    wanted = _wanted(forms)
    texts_in(language)  # a language without texts is told before the work begins
    brand = read_brand(brand_file) if brand_file else None
    measured = measured_of(ledgers, mapping)
    case = case_of(case_file, measured, ())
    outcome = solved(case, seed, time_limit, quiet=False, references=(MOVED, WITHOUT))
    agreed = strike(outcome, beta=beta, provider=provider, time_limit=time_limit)
    material = gather(
        outcome,
        agreed,
        brand or _plain(agreed.provider),
        day.date() if day else dt.date.today(),  # noqa: DTZ011 - the reader's own day
        measured=measured,
        language=language,
    )
    if compared:
        material = replace(material, comparison=compare(case, time_limit))
    if draws:
        placed = agreed.account
        material = replace(
            material, robust=robustness(outcome.case, placed, draws=draws, seed=seed)
        )
    _write(material, wanted, folder, in_terminal=in_terminal)


def _wanted(forms: str) -> tuple[str, ...]:
    """Return the formats asked for; every unknown one is a fault."""
    found = tuple(dict.fromkeys(form.strip().lower() for form in forms.split(",") if form.strip()))
    unknown = [form for form in found if form not in FORMATS]
    if unknown or not found:
        remedy = f"Use some of {', '.join(FORMATS)}."
        names = unknown or ["nothing"]
        raise CaseError([Fault(f"unknown format '{n}'.", "--format", remedy) for n in names])
    return found


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
    files = written(document, pages, f"{name}-proposal")
    if "xlsx" in forms:
        files[f"{name}-figures.xlsx"] = book_of(workbook(material))
    if in_terminal:
        from rich.console import Console  # noqa: PLC0415 - imported when used

        from bestplaced.documents.terminal import show  # noqa: PLC0415 - imported when used

        console = Console()
        show(document, console if console.is_terminal else Console(width=100))
    for path in save(files, folder):
        click.echo(f"{path}  {path.stat().st_size / 1000:,.0f} kB")
