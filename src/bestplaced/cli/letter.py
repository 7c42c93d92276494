"""``bestplaced letter CASE``: the terms of a deal, as a draft for professional review."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from bestplaced.errors import CaseError, Fault

if TYPE_CHECKING:
    from bestplaced.deal import Deal


@click.command("letter")
@click.argument("case_file", metavar="CASE")
@click.option("--ledger", "ledgers", multiple=True, metavar="FILE", help="Measure volumes from it.")
@click.option("--map", "mapping", default=(), multiple=True, metavar="PART=COLUMN,...",
              help="Name columns of a CSV ledger, as for `measure`.")  # fmt: skip
@click.option("--format", "formats", default="docx,pdf", show_default=True, metavar="F,...",
              help="docx, pdf, html.")  # fmt: skip
@click.option("--out", default=".", metavar="DIR", help="Folder for the files; it is made.")
@click.option("--provider", metavar="P", help="Letter with this provider (default: as `deal`).")
@click.option("--beta", default=0.5, show_default=True, type=click.FloatRange(0, 1),
              help="The provider's share of the band.")  # fmt: skip
@click.option("--brand", "brand_file", metavar="FILE", help="YAML: name, address, colour, logo.")
@click.option("--start", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE",
              help="First day of the work (default: the Monday four weeks ahead).")  # fmt: skip
@click.option("--date", "dated", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE",
              help="Date of the letter (default: today).")  # fmt: skip
@click.option("--language", default="en", show_default=True, help="Language of the texts.")
@click.option("--seed", default=0, show_default=True, help="Seed of the solver.")
@click.option(
    "--time-limit", type=click.FloatRange(min=0.1, max=86_400), help="Seconds for each solve."
)
def letter(  # noqa: PLR0913 - one parameter per option of the command
    case_file: str,
    ledgers: tuple[str, ...],
    mapping: tuple[str, ...],
    formats: str,
    out: str,
    provider: str | None,
    *,
    beta: float,
    brand_file: str | None,
    start: dt.datetime | None,
    dated: dt.datetime | None,
    language: str,
    seed: int,
    time_limit: float | None,
) -> None:
    """Draft the engagement letter of a CASE: terms, schedules, hand-over and the way out.

    A draft for professional review, under the law of the United States or of England and Wales.
    Clauses stand only for the services that the plan gives to the provider.
    """
    from bestplaced.documents.branding import read_brand  # noqa: PLC0415 - imported when used
    from bestplaced.documents.letter import letter as drafted  # noqa: PLC0415 - imported when used
    from bestplaced.documents.texts import texts_in  # noqa: PLC0415 - imported when used
    from bestplaced.documents.writing import (  # noqa: PLC0415 - imported when used
        file_name,
        save,
        writer_of,
        written,
    )
    from bestplaced.engagement import begins  # noqa: PLC0415 - imported when used

    forms = tuple(dict.fromkeys(part.strip().lower() for part in formats.split(",")))
    for form in forms:
        writer_of(form)  # a wrong format is told before minutes of solving
    texts_in(language)
    brand = read_brand(brand_file) if brand_file else None
    date = dated.date() if dated else dt.datetime.now(tz=dt.UTC).astimezone().date()
    first = start.date() if start else begins(date)
    if first < date:
        remedy = "Work begins on or after the date of its letter."
        raise CaseError(
            Fault(f"the start {first} is before the letter's date {date}.", "--start", remedy)
        )
    agreed = struck(
        case_file, ledgers, mapping, provider, beta=beta, seed=seed, time_limit=time_limit
    )
    document = drafted(agreed, date=date, start=first, brand=brand, language=language)
    name = f"letter-{file_name(agreed.case.name)}"
    for path in save(written(document, forms, name), out):
        click.echo(f"wrote {path}")
    click.echo("A draft for professional review: complete what stands in [brackets] first.")


def struck(  # noqa: PLR0913 - what letter and calendar were given
    case_file: str,
    ledgers: tuple[str, ...],
    mapping: tuple[str, ...],
    provider: str | None,
    *,
    beta: float,
    seed: int,
    time_limit: float | None,
) -> Deal:
    """Return the deal on the best plan of a case."""
    from bestplaced.cli.plan import case_of, measured_of, solved  # noqa: PLC0415 - imported late
    from bestplaced.deal import deal  # noqa: PLC0415 - imported when used
    from bestplaced.plan.reference import WITHOUT  # noqa: PLC0415 - imported when used

    case = case_of(case_file, measured_of(ledgers, mapping), ())
    outcome = solved(case, seed, time_limit, quiet=False, references=(WITHOUT,))
    return deal(outcome, beta=beta, provider=provider, time_limit=time_limit)
