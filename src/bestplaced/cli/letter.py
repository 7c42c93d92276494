"""``bestplaced letter CASE``: the terms of a deal, as a draft for professional review."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from bestplaced.cli.asked import DAY, asking, formats_of, sender, share
from bestplaced.errors import CaseError, Fault

if TYPE_CHECKING:
    from bestplaced.cli.asked import Asked


@click.command("letter")
@asking
@click.option("--only", metavar="S,...",
              help="These schedules without the letter: services, roles, fee, levels, transition, "
                   "risks, exit.")  # fmt: skip
@click.option("--format", "formats", default="docx,pdf", show_default=True, metavar="F,...",
              help="docx, pdf, html; xlsx for the tables.")  # fmt: skip
@click.option("--out", default=".", metavar="DIR", help="Folder for the files; it is made.")
@share
@sender
@click.option("--start", type=DAY, metavar="DATE",
              help="First day of the work (default: the Monday four weeks ahead).")  # fmt: skip
@click.option("--date", "dated", type=DAY, metavar="DATE",
              help="Date of the letter (default: today).")  # fmt: skip
def letter(  # noqa: PLR0913 - one parameter per option of the command
    asked: Asked,
    *,
    only: str | None,
    formats: str,
    out: str,
    beta: float,
    brand_file: str | None,
    start: dt.datetime | None,
    dated: dt.datetime | None,
) -> None:
    """Draft the engagement letter of a CASE: terms, schedules, hand-over and the way out.

    A draft for professional review, under the law of the United States or of England and Wales.
    Clauses stand only for the services that the plan gives to the provider. `--only
    roles,transition,exit` writes who does what (RACI), the hand-over and the hand-back with its
    checklist by themselves, under any law; `--format xlsx` makes them sheets to sort and tick.
    """
    from bestplaced.documents.branding import read_brand  # noqa: PLC0415 - imported when used
    from bestplaced.documents.letter import letter as drafted  # noqa: PLC0415 - imported when used
    from bestplaced.documents.letter import refuse_unknown  # noqa: PLC0415 - as above
    from bestplaced.documents.texts import texts_in  # noqa: PLC0415 - imported when used
    from bestplaced.documents.writing import (  # noqa: PLC0415 - imported when used
        FORMATS,
        file_name,
        save,
        writer_of,
        written,
    )
    from bestplaced.engagement import begins  # noqa: PLC0415 - imported when used

    forms = formats_of(formats, FORMATS)
    for form in forms:
        writer_of(form)  # what is not installed is told before minutes of solving
    texts_in(asked.language)
    parts = tuple(dict.fromkeys(p.strip().lower() for p in (only or "").split(",") if p.strip()))
    refuse_unknown(parts)
    brand = read_brand(brand_file) if brand_file else None
    date = dated.date() if dated else dt.datetime.now(tz=dt.UTC).astimezone().date()
    first = start.date() if start else begins(date)
    if first < date:
        remedy = "Work begins on or after the date of its letter."
        raise CaseError(
            Fault(f"the start {first} is before the letter's date {date}.", "--start", remedy)
        )
    agreed = asked.deal(beta)
    document = drafted(
        agreed, date=date, start=first, brand=brand, language=asked.language, only=parts
    )
    name = f"{'-'.join(parts) or 'letter'}-{file_name(agreed.case.name)}"
    files, faults = written(document, forms, name)
    for path in save(files, out) if files else ():
        click.echo(f"wrote {path}")
    if faults:
        raise CaseError(faults)
    if document.draft:
        click.echo("A draft for professional review: complete what stands in [brackets] first.")
