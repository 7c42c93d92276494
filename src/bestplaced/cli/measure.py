"""``bestplaced measure FILE...``: what a business's own exports show."""

from __future__ import annotations

import json
from contextlib import nullcontext
from typing import TYPE_CHECKING

import click

from bestplaced.cli.health_tables import show_baseline, show_health, show_summary

if TYPE_CHECKING:
    import datetime as dt

    from rich.console import Console

    from bestplaced.intake import Measurement, Volume

_SHOWN_FINDINGS = 25
_SHOWN_MONTHS = 24
_SHOWN_WORK = 8
_OFTEN = 2  # a month: below it a busiest month says nothing
_PEAK = 1.5  # times the average: worth a word


@click.command("measure")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--map",
    "mapping",
    default=(),
    multiple=True,
    metavar="PART=COLUMN,...",
    help="Name columns or choices of a CSV file: date=Datum,account=Konto,decimal=comma; "
    "of one file of several: file=bank.csv,date=1,amount=3.",
)
@click.option(
    "--hours",
    default=(),
    multiple=True,
    metavar="WORK=ID",
    help="Assign work of a time log to a responsibility: --hours 'Bank feeds=B01'.",
)
@click.option(
    "--account",
    "accounts",
    default=(),
    multiple=True,
    metavar="ACCOUNT=MEANING",
    help="State what an account means: 6230=accounting_fees.",
)
@click.option("--accounts", "account_file", metavar="FILE",
              help="State what accounts mean: a CSV of account,meaning.")  # fmt: skip
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD",
              help="Judge the books as of this day, not of the last day in the files.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print the measurement as JSON.")
def measure(  # noqa: PLR0913 - one parameter for each option
    files: tuple[str, ...],
    mapping: tuple[str, ...],
    accounts: tuple[str, ...],
    account_file: str | None,
    hours: tuple[str, ...],
    as_of: dt.datetime | None,
    *,
    as_json: bool,
) -> None:
    """Measure volumes, result and the health of the books from FILEs and folders of them.

    Ledgers: QuickBooks and Xero general ledgers and journals (CSV, XLSX), IIF, SIE, SAF-T, DATEV,
    FEC, Sage Intacct, Audit Data Standard, any ledger as a table, folders of Xero or QuickBooks
    tables, beancount and hledger. Bank statements: CAMT.053/054, OFX and QFX, MT940, QIF, PayPal,
    Open Collective, CSV. Time logs: Toggl, Clockify, Harvest, CSV. The format is told by content.
    Books that do not balance are refused, entry by entry.
    """
    from rich.console import Console  # noqa: PLC0415  (imported when used: quick --help)

    from bestplaced.intake import Stated, meanings_in, stated_meanings  # noqa: PLC0415
    from bestplaced.intake import measure as measure_files  # noqa: PLC0415

    stated = (meanings_in(account_file) if account_file else {}) | stated_meanings(accounts)
    watch = Console(stderr=True)
    with watch.status("Reading ...") if watch.is_terminal and not as_json else nullcontext() as bar:
        measurement = measure_files(
            files,
            Stated.parse(mapping),
            hours=_assigned(hours),
            accounts=stated,
            as_of=as_of.date() if as_of else None,
            progress=(lambda path: bar.update(f"Reading {path} ...")) if bar else None,
        )
    if as_json:
        click.echo(json.dumps(measurement.to_json(), indent=2, ensure_ascii=False))
    else:
        show(measurement, Console())


def _assigned(hours: tuple[str, ...]) -> dict[str, str]:
    """Return work and responsibility of each ``WORK=ID``."""
    pairs = {}
    for text in hours:
        work, equals, item = (part.strip() for part in text.rpartition("="))
        if not (work and equals and item):
            message = f"{text!r} is not WORK=ID, such as 'Bank feeds=B01'."
            raise click.BadParameter(message, param_hint="--hours")
        pairs[work] = item
    return pairs


def show(measurement: Measurement, console: Console) -> None:
    """Print the parts of a measurement: files, statements, result, volumes, findings."""
    _unread(measurement, console)
    show_summary(measurement, console)
    _files(measurement, console)
    _statements(measurement, console)
    _hours(measurement, console)
    if measurement.files:
        _result(measurement, console)
        _months(measurement, console)
    if measurement.files or measurement.statements:
        _volumes(measurement, console)
    show_health(measurement, console)
    show_baseline(measurement, console)
    _findings(measurement, console)


def _unread(measurement: Measurement, console: Console) -> None:
    from rich.text import Text  # noqa: PLC0415

    if measurement.unread:
        console.print(Text("Left unread, and in no figure below:", style="bold yellow"))
    for item in measurement.unread:
        console.print(Text(f"  {item.source}: {item.why}"))


def _files(measurement: Measurement, console: Console) -> None:
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    from bestplaced.intake.ledger import money  # noqa: PLC0415

    for item in measurement.files:
        title = f"{item.source}  {item.organisation}".strip()
        table = Table(title=Text(title), title_justify="left", show_header=False)
        table.add_column("what", style="dim")
        table.add_column("value", overflow="fold")
        balanced = f"balanced: debits = credits = {money(item.debits, item.currency)}"
        verdict = balanced if item.balanced else f"{item.unbalanced_entries} entries unbalanced"
        read = f"{item.entries:,} entries, {item.lines:,} lines, {item.accounts:,} accounts"
        if item.balances_only:
            read = f"balances of {item.accounts:,} accounts, no vouchers"
            verdict = "balanced: the movements of all accounts make zero"
        rows = [
            ("format", f"{item.format}, {item.currency or 'currency not stated'}"),
            ("period", f"{item.first_date} to {item.last_date}"),
            ("read", read),
            ("balance", verdict),
        ]
        if item.rows_total is not None:
            aside = f"of which {item.rows_refused:,} are no postings (headings, totals, empty)"
            aside = aside if item.rows_refused else "all read"
            rows.append(("rows", f"{item.rows_total:,}, {aside}"))
        for what, value in rows:
            table.add_row(what, Text(value))
        console.print(table)


def _statements(measurement: Measurement, console: Console) -> None:
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    from bestplaced.intake.bank import say  # noqa: PLC0415

    if not measurement.statements:
        return
    table = Table(title="Bank statements", title_justify="left")
    for name in ("file", "account", "period", "read", "in and out", "balance"):
        table.add_column(name, overflow="fold")
    for item in measurement.statements:
        if item.balanced is None:
            verdict = "not checked: the file does not give both balances"
        elif item.balanced:
            verdict = "opening + lines = closing"
        else:
            off = sum(map(abs, item.differences))
            verdict = f"{len(item.differences)} do not add up, by {say(off, item.currency)}"
        cells = (
            f"{item.source} ({item.format})",
            f"{item.account} {item.owner}".strip(),
            f"{item.first_date} to {item.last_date}",
            f"{item.lines:,} lines in {item.statements:,} statement(s)"
            + (f", {item.unread:,} not lines" if item.unread else ""),
            f"+{say(item.money_in, item.currency)}\n-{say(item.money_out, item.currency)}",
            verdict,
        )
        table.add_row(*map(Text, cells))
    console.print(table)


def _hours(measurement: Measurement, console: Console) -> None:
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    from bestplaced.catalogue import load_catalogue  # noqa: PLC0415

    hours = measurement.hours
    if hours is None:
        return
    names = {item.id: item.name for item in load_catalogue().responsibilities.values()}
    files = ", ".join(f"{source} ({product})" for source, product, _, _ in hours.files)
    title = f"Hours logged, {hours.first_date} to {hours.last_date}: {files}"
    table = Table(title=Text(title), title_justify="left")
    table.add_column("responsibility", overflow="fold")
    table.add_column("hours", justify="right")
    table.add_column("per year", justify="right", style="bold")
    table.add_column("people", justify="right")
    workers = dict(hours.workers)

    def row(name: str, logged: float, people: str = "") -> None:
        table.add_row(Text(name), f"{logged:,.1f}", f"{hours.per_year(logged):,.0f}", people)

    for item, logged in hours.responsibilities:
        row(f"{item} {names[item]}", logged, str(workers[item]))
    if hours.other_work:
        table.add_section()
    for work, logged in hours.other_work[:_SHOWN_WORK]:
        row(f"assigned to none: {work}", logged)
    if rest := sum(logged for _, logged in hours.other_work[_SHOWN_WORK:]):
        row(f"assigned to none: {len(hours.other_work) - _SHOWN_WORK} more", rest)
    table.add_section()
    row("all", hours.total, str(hours.people))
    console.print(table)
    used = (
        "stand for today's in a plan (--ledger) if all who do the work log it"
        if hours.planned
        else ("are shown only: the log is too short, or assigns nothing, for a plan")
    )
    console.print(f"Hours per year {used}.", style="dim", highlight=False)


def _result(measurement: Measurement, console: Console) -> None:
    from rich.table import Table  # noqa: PLC0415

    from bestplaced.intake.ledger import major  # noqa: PLC0415

    pnl = measurement.pnl
    table = Table(
        title=f"Profit and loss, {measurement.cover.days} days covered", title_justify="left"
    )
    table.add_column("")
    table.add_column(measurement.currency or "amount", justify="right")
    table.add_column("of revenue", justify="right", style="dim")

    def row(name: str, value: int, style: str = "") -> None:
        share = f"{value / pnl.revenue:.1%}" if pnl.revenue else ""
        table.add_row(name, f"{major(value):,.2f}", share, style=style)

    row("Revenue", pnl.revenue)
    for name, value in pnl.by_meaning:
        if value:
            row(f"- {name.replace('_', ' ')}", value)
    row("Expenses", pnl.expenses)
    table.add_section()
    row("Result", pnl.result, "bold")
    console.print(table)


def _months(measurement: Measurement, console: Console) -> None:
    from rich.table import Table  # noqa: PLC0415

    from bestplaced.intake.ledger import major  # noqa: PLC0415

    months = measurement.months
    if len(months) < _OFTEN:
        return
    shown = months[-_SHOWN_MONTHS:]
    rest = f", the last {_SHOWN_MONTHS} of {len(months)}" if len(shown) < len(months) else ""
    table = Table(title=f"Month by month{rest}", title_justify="left")
    table.add_column("")
    for name in ("Revenue", "Expenses", "Result", "Bank and cash at its end"):
        table.add_column(name, justify="right")
    for month in shown:
        earned = -dict(month.result).get("revenue", 0)
        spent = sum(value for name, value in month.result if name != "revenue")
        held = sum(value for name, value in month.balance if name in {"bank", "cash"})
        figures = (earned, spent, earned - spent, held)
        table.add_row(month.name, *(f"{major(value):,.0f}" for value in figures))
    console.print(table)


def _volumes(measurement: Measurement, console: Console) -> None:
    from rich.table import Table  # noqa: PLC0415

    where = "a ledger" if measurement.files else "bank statements"
    if measurement.files and all(item.balances_only for item in measurement.files):
        where = "balances without vouchers"
    table = Table(title="Driver volumes", title_justify="left")
    table.add_column("driver")
    table.add_column("observed", justify="right")
    table.add_column("per year", justify="right", style="bold")
    table.add_column("sure", style="dim")
    table.add_column("counted as", style="dim", overflow="fold")
    for volume in measurement.volumes:
        name = volume.driver.replace("_", " ")
        table.add_row(name, f"{volume.value:,.0f}", f"{volume.per_year:,.0f}",
                      volume.confidence, f"{volume.basis}{_course(volume)}")  # fmt: skip
    if measurement.volumes:
        console.print(table)
    if measurement.unseen:
        names = ", ".join(driver.replace("_", " ") for driver in measurement.unseen)
        said = f"Not visible in {where}, so a plan keeps the catalogue's defaults: {names}."
        console.print(said, style="dim", highlight=False)
    if measurement.entities:
        said = f"Entities: {measurement.entities} No work of the catalogue is counted in them."
        console.print(said, style="dim", highlight=False)


def _course(volume: Volume) -> str:
    """Return the season and trend of a volume in words, where they stand out."""
    said = ""
    if volume.peak and volume.peak[1] >= _PEAK and volume.value >= _OFTEN * len(volume.months):
        said += f"; busiest {volume.peak[0]}, {volume.peak[1]:.1f} times the average"
    if volume.trend is not None:
        said += f"; trend {volume.trend:+.0%} a year"
    return said


def _findings(measurement: Measurement, console: Console) -> None:
    from rich.text import Text  # noqa: PLC0415

    findings = measurement.findings
    if not findings:
        console.print(Text("Nothing was left out or doubtful in reading."), style="green")
        return
    console.print(Text(f"{len(findings)} finding(s)", style="bold yellow"))
    for finding in findings[:_SHOWN_FINDINGS]:
        console.print(Text(f"  {finding}"))
    if len(findings) > _SHOWN_FINDINGS:
        rest = len(findings) - _SHOWN_FINDINGS
        console.print(Text(f"  and {rest} more; --json lists all of them.", style="dim"))
