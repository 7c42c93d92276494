"""``bestplaced workbook CASE --out FILE``: a case as an Excel workbook, and back as YAML."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import click

from bestplaced.errors import CaseError, Fault


@click.command("workbook")
@click.argument("case_file", metavar="CASE")
@click.option("--out", required=True, metavar="FILE", help="CASE.xlsx to fill in, or CASE.yaml.")
def workbook(case_file: str, out: str) -> None:
    """Write a CASE as an Excel workbook to fill in, or a filled workbook as YAML.

    Every command that reads a case reads the workbook, too. Comments of the YAML are not kept.
    """
    from bestplaced.case.reading import read_case  # noqa: PLC0415 - imported when used

    target = Path(out)
    suffix = target.suffix.lower()
    if suffix not in {".xlsx", ".yaml", ".yml"}:
        raise CaseError(Fault("ends neither in .xlsx nor in .yaml.", out, "Name one of the two."))
    if target.exists():
        raise CaseError(Fault("exists already.", out, "Choose another name; nothing was written."))
    file = read_case(case_file).file
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=suffix)
    os.close(handle)
    made = Path(name)
    try:
        if suffix == ".xlsx":
            from bestplaced.intake.workbook import write_workbook  # noqa: PLC0415 - when used

            write_workbook(file, name)
        else:
            from bestplaced.case.plain_values import to_yaml  # noqa: PLC0415 - when used

            made.write_text(to_yaml(file), encoding="utf-8")
        made.chmod(0o644)
        made.replace(target)
    except BaseException:
        made.unlink(missing_ok=True)
        raise
    next_step = f"Fill it in, then: bestplaced plan {target}"
    click.echo(f"Wrote {target}. {next_step}" if suffix == ".xlsx" else f"Wrote {target}.")
