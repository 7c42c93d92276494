"""Reading a report: from bytes to a ledger whose totals, balances and entries were checked."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bestplaced.errors import Fault, IntakeError
from bestplaced.intake import amounts, dates
from bestplaced.intake.columns import currency_of
from bestplaced.intake.ledger import Account, Entry, Finding, Ledger, Posting, Rows
from bestplaced.intake.reports.body import Body, is_date, is_heading, read_body, total_name
from bestplaced.intake.reports.entries import gather
from bestplaced.intake.reports.layout import (
    Layout,
    Row,
    best_delimiter,
    doubled_parts,
    find_layout,
    read_rows,
)
from bestplaced.intake.reports.running import check_running
from bestplaced.intake.text import decode, head_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bestplaced.intake.columns import Mapping

_LOOK_BELOW: Final = 200
_CODED: Final = re.compile(r"([0-9]{3,8}(?:[.\-][0-9]+)*)\s*(?:[·:\u2013-]\s*|\s)(\D.*)")
_CODED_AFTER: Final = re.compile(r"(.*\D)\s*\(([0-9]{3,8}(?:[.\-][0-9]+)*)\)")
_MONEY: Final = ("debit", "credit", "amount", "balance")
_DATE_WORDS: Final = re.compile(
    r"[0-9]{1,2} [A-Za-z]{3,9} [0-9]{4}|[A-Za-z]{3,9} [0-9]{1,2}, [0-9]{4}|"
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}[/.][0-9]{1,2}[/.][0-9]{4}"
)
_ORDERS: Final[tuple[dates.Order, ...]] = ("dmy", "mdy")


def looks_like_report(content: bytes, mapping: Mapping | None = None) -> bool:
    """Say whether the bytes are a report of postings by account, or a journal report.

    That is a table with dates and amounts that either stands under account headings, or gives
    accounts in a column together with running balances, splits or transaction types.
    """
    text = head_text(content, encoding=mapping.encoding if mapping else "")
    delimiter, layout = best_delimiter(text, "")
    if layout is None:
        return False
    try:
        rows = _below(read_rows(text, delimiter, ""), layout)[:_LOOK_BELOW]
    except IntakeError:
        return False
    filled = [row for row in rows if any(row.cells)]
    headings = bool(filled) and is_heading(layout, filled[0])
    if layout.has("account"):
        typed = layout.has("type") and any(total_name(row) or not any(row.cells) for row in rows)
        known = layout.sided and layout.product.startswith("QuickBooks Online")
        return headings or not layout.journal or typed or known
    return headings and any(is_date(layout.cell(row, "date")) for row in rows)


def read_report(content: bytes, source: str, mapping: Mapping | None = None) -> Ledger:
    """Return the ledger in a report of postings by account, or in a journal report.

    Raises IntakeError with every fault found: totals, closing and running balances that differ
    from their lines (each with its line), amounts or dates that read two ways, entries that do not
    balance, and reports over one side of the books only.
    """
    text = decode(content, source, encoding=mapping.encoding if mapping else "")
    delimiter, _ = best_delimiter(text, source)
    rows = read_rows(
        text, mapping.delimiter if mapping and mapping.delimiter else delimiter, source
    )
    layout = find_layout(rows, mapping)
    if layout is None:
        what = "no header row with dates and amounts was found."
        raise IntakeError(Fault(what, source, "Export the report with its column headings."))
    twice = doubled_parts(layout)
    if twice:
        raise IntakeError(
            [
                Fault(f"the column {name!r} stands twice.", f"{source}:{layout.line}")
                for name in twice
            ]
        )
    below = _below(rows, layout)
    body = Body(source, layout, "point", "dmy")
    notes = _decide(body, below, mapping)
    if not body.faults:
        read_body(body, below)
        notes += check_running(body)
    if not body.faults and not body.lines:
        body.fault(layout.line, "the report holds no postings.", "Export a period with entries.")
    accounts, numbers = _accounts(body)
    faults: tuple[Fault, ...] = tuple(body.faults)
    entries: tuple[Entry, ...] = ()
    if not faults:
        blocks = layout.journal and not body.sections and body.blocks > 0
        found = gather(body.lines, accounts, source, sided=layout.sided, blocks=blocks)
        faults, entries = found.faults, found.entries
        notes += found.findings
    if faults:
        raise IntakeError(faults)
    return _ledger(body, accounts, numbers, entries, (notes, mapping))


def _below(rows: Sequence[Row], layout: Layout) -> list[Row]:
    return [row for row in rows if row.line > layout.line]


def _decide(body: Body, rows: Sequence[Row], mapping: Mapping | None) -> list[Finding]:
    """Fix the decimal sign and the order of dates for the whole report, or record why not."""
    layout, notes = body.layout, list[Finding]()
    money = [(row.line, layout.cell(row, part)) for row in rows for part in _MONEY]
    decimals, seen = amounts.decide(money)
    stated = mapping.decimal if mapping else None
    if stated or decimals:
        body.decimals = stated or decimals or "point"
    elif "point" in seen and "comma" in seen:
        what = f"amounts use a decimal point here and a decimal comma on line {seen['comma']}."
        body.fault(seen["point"], what, "State decimal=point or decimal=comma.")
    else:
        what = "amounts such as this can be read in two ways."
        body.fault(seen["either"], what, "State decimal=point or decimal=comma.")
    order, found = dates.decide((row.line, layout.cell(row, "date")) for row in rows)
    chosen = (mapping.date_order if mapping else None) or order
    if chosen is None and "dmy" not in found:
        said, above = dates.decide((layout.line, title) for title in layout.titles)
        chosen = said if above.keys() & {"dmy", "mdy"} else None
    if chosen is None and "dmy" not in found:
        chosen = _order_in_time(layout, rows)
        if chosen:
            what = f"day and month are read as {chosen}: only so do the dates run in order."
            notes.append(Finding(what, body.source))
    if chosen:
        body.order = chosen
        body.shown = bool(found) or (mapping is not None and mapping.date_order is not None)
    elif "dmy" in found:
        what = f"the day comes first here and the month first on line {found['mdy']}."
        body.fault(found["dmy"], what, "Export the dates as YYYY-MM-DD.")
    else:
        what = "dates such as this can be read in two ways."
        body.fault(found["either"], what, "State date_order=dmy or date_order=mdy.")
    return notes


def _order_in_time(layout: Layout, rows: Iterable[Row]) -> dates.Order | None:
    """Return the order in which the dates of every account run in time, if only one does."""
    breaks: dict[dates.Order, int] = {}
    table = list(rows)
    for order in ("mdy", "dmy"):
        before: dt.date | None = None
        up = down = 0
        for row in table:
            cell = layout.cell(row, "date")
            if not is_date(cell):
                before = None
                continue
            try:
                day = dates.parse(cell, order)
            except ValueError:
                continue
            up += before is not None and day > before
            down += before is not None and day < before
            before = day
        breaks[order] = min(up, down)
    fits = [order for order, count in breaks.items() if not count]
    return fits[0] if len(fits) == 1 else None


def _accounts(body: Body) -> tuple[list[Account], dict[str, str]]:
    """Return the accounts by the path their lines carry, and the number each is known by."""
    codes: dict[str, str] = {}
    names: dict[str, str] = {}
    for line in body.lines:
        names.setdefault(line.account, "")
        if line.code and line.code != line.account:
            codes.setdefault(line.account, line.code)
            names[line.account] = line.account
    for path in names:
        last = path.rpartition(":")[2]
        match = _CODED.fullmatch(last)
        after = _CODED_AFTER.fullmatch(last)
        if path not in codes and match:
            codes[path], names[path] = match[1], match[2].strip()
        elif path not in codes and after:
            codes[path], names[path] = after[2], after[1].strip()
    used = Counter(codes.values())
    numbers = {path: codes[path] if used[codes.get(path, "")] == 1 else path for path in names}
    accounts = [Account(path, names[path] or path) for path in names]
    return accounts, numbers


def _ledger(
    body: Body,
    accounts: Sequence[Account],
    numbers: dict[str, str],
    entries: Sequence[Entry],
    said: tuple[list[Finding], Mapping | None],
) -> Ledger:
    notes, mapping = said
    renamed = tuple(
        replace(entry, postings=tuple(_renumbered(posting, numbers) for posting in entry.postings))
        for entry in entries
    )
    declared = {numbers[item.number]: item.name for item in accounts}
    used = dict.fromkeys(posting.account for entry in renamed for posting in entry.postings)
    layout = body.layout
    printed = currency_of(layout.header[layout.places[p]] for p in _MONEY if p in layout.places)
    currency = (mapping.currency_code.upper() if mapping else "") or printed
    findings = [*_aside_findings(body), *notes]
    if not currency:
        what = "the file does not say its currency (currency_code=... states it)."
        findings.append(Finding(what, body.source))
    return Ledger(
        format=body.layout.product,
        source=body.source,
        organisation=body.layout.organisation,
        currency=currency,
        accounts=tuple(Account(number, declared.get(number, number)) for number in used),
        entries=renamed,
        rows=Rows(body.rows, len(body.lines), body.rows - len(body.lines)),
        findings=tuple(findings),
        period=period_in(body.layout.titles, body.order if body.shown else None),
    )


def _renumbered(posting: Posting, numbers: dict[str, str]) -> Posting:
    return replace(posting, account=numbers.get(posting.account, posting.account))


def _aside_findings(body: Body) -> list[Finding]:
    """Say which rows are no postings, and how many totals and balances were held against lines."""
    found = []
    if body.asides:
        kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(body.asides.items()))
        what = (
            f"{sum(body.asides.values())} rows are no postings ({kinds}); "
            f"{body.checked:,} totals and balances agree with their lines."
        )
        found.append(Finding(what, body.source))
    if body.zero:
        places = ", ".join(map(str, body.zero[:10])) + (" ..." if len(body.zero) > 10 else "")  # noqa: PLR2004
        what = f"{len(body.zero)} lines have no amount and are no postings (lines {places})."
        found.append(Finding(what, f"{body.source}:{body.zero[0]}"))
    return found


def period_in(
    titles: Sequence[str], known: dates.Order | None = None
) -> tuple[dt.date, dt.date] | None:
    """Return the first and last day that a title above the header names.

    Days such as 01/02/2026 read two ways: taken is the way that runs forward, else the one that
    begins and ends with whole months, else ``known``, the order of the dates below. Where none of
    these tells, the title sets no period.
    """
    for title in titles:
        texts = _DATE_WORDS.findall(title)
        if len(texts) != 2:  # noqa: PLR2004  - a first and a last day
            continue
        spans = {order: span for order in _ORDERS if (span := _span(texts, order))}
        if len(set(spans.values())) > 1:
            whole = {order: span for order, span in spans.items() if _whole_months(span)}
            spans = whole if len(whole) == 1 else spans
        if len(set(spans.values())) == 1:
            return next(iter(spans.values()))
        if known in spans:
            return spans[known]
    return None


def _span(texts: Sequence[str], order: dates.Order) -> tuple[dt.date, dt.date] | None:
    try:
        first, last = (dates.parse(text, order) for text in texts)
    except ValueError:
        return None
    return (first, last) if first <= last else None


def _whole_months(span: tuple[dt.date, dt.date]) -> bool:
    return span[0].day == 1 and (span[1] + dt.timedelta(days=1)).day == 1
