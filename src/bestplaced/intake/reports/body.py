"""The body of an account report: headings, opening balances, lines, totals.

Totals and running balances are checked against the lines as they are met; a difference is a
fault with the line of the total, because then the file is not what its program wrote.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bestplaced.errors import Fault
from bestplaced.intake import amounts, dates
from bestplaced.intake.ledger import money

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from bestplaced.intake.reports.layout import Layout, Row

_OPENING: Final = re.compile(
    r"^(beginning|opening|starting|previous|prior)( account)? balance|^balance (b/?f|b/?d|forward|"
    r"brought forward)|^brought forward|^b/f$|^opening$|^ingående|^anfangsbestand|^eb-wert",
    re.IGNORECASE,
)
_CLOSING: Final = re.compile(
    r"^(ending|closing|final) balance|^balance (c/?f|c/?d|carried forward)|^carried forward|"
    r"^closing( \(.*\))?$|^utgående",
    re.IGNORECASE,
)
_MOVEMENT: Final = re.compile(
    r"^net (movement|change|activity)|^(total )?movement|^balance change", re.IGNORECASE
)
_TOTAL: Final = re.compile(
    r"^(?:sub-?)?totals?\b(?: for)?:?\s*(.*)$|^(.+?) totals?$", re.IGNORECASE
)
_WITH_SUBS: Final = re.compile(
    r"\s*[(-]?\s*(with|incl\w*\.?) sub-?\s?(accounts?|s)\)?$", re.IGNORECASE
)
_MARKERS: Final = (("opening", _OPENING), ("closing", _CLOSING), ("movement", _MOVEMENT))
_QUOTES: Final = "'\"* "  # some programs set the names of totals off by them
_DATE_LIKE: Final = re.compile(
    r"^[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}|^[0-9]{1,2}[ -][A-Za-z]{3}|^[0-9]{8}$|"
    r"^[A-Za-z]{3,9}\.? [0-9]{1,2},? [0-9]{4}"
)
_IN_PARTS: Final = re.compile(r"journal|pay", re.IGNORECASE)
_REMEDY: Final = "Export the report again, with all columns and without editing it."


@dataclass(frozen=True, slots=True)
class Line:
    """One posting line: ``amount`` in hundredths as printed, debit less credit where sided."""

    line: int
    account: str
    code: str
    date: dt.date
    kind: str
    number: str
    name: str
    memo: str
    split: str
    amount: int
    balance: int | None
    block: int


@dataclass(slots=True)
class Section:
    """An account heading while its lines are read."""

    name: str
    path: str
    line: int
    code: str = ""
    opening: int | None = None
    own: list[Line] = field(default_factory=list)
    below: list[Line] = field(default_factory=list)
    done: bool = False


@dataclass(slots=True)
class Body:
    """Everything read from a body; ``asides`` counts rows that are no postings, by kind."""

    source: str
    layout: Layout
    decimals: amounts.Decimals
    order: dates.Order
    lines: list[Line] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    asides: dict[str, int] = field(default_factory=dict)
    zero: list[int] = field(default_factory=list)
    rows: int = 0
    blocks: int = 0
    shown: bool = False  # the order of day and month is stated, or shows in the dates
    undated: bool = False  # the last line had no date of its own
    open: int = 0  # what the lines of the last block make
    checked: int = 0
    stack: list[Section] = field(default_factory=list)
    last: Section | None = None  # whose total was read last
    expected: dict[str, int] = field(default_factory=dict)

    def aside(self, kind: str) -> None:
        """Count a row that is no posting."""
        self.asides[kind] = self.asides.get(kind, 0) + 1

    def fault(self, line: int, what: str, remedy: str = _REMEDY) -> None:
        """Record a fault at a line."""
        self.faults.append(Fault(what, f"{self.source}:{line}", remedy))


def read_body(body: Body, rows: Iterable[Row]) -> None:
    """Read the rows below the header into ``body``; faults are gathered, not raised."""
    table = list(rows)
    for row in table:
        name = total_name(row)
        if name:
            key = _plain(_WITH_SUBS.sub("", name))
            body.expected[key] = body.expected.get(key, 0) + 1
    for row in table:
        if not any(row.cells):
            body.blocks += 1
            continue
        if row.cells == body.layout.header:  # the header again, at a page break
            continue
        body.rows += 1
        try:
            _read(body, row)
        except ValueError as error:
            body.fault(row.line, f"{error}.", "State decimal=... or date_order=..., or correct it.")


def first_text(row: Row) -> str:
    """Return the first cell of a row that is not empty, without quotes around it."""
    return next((cell for cell in row.cells if cell), "").strip(_QUOTES)


def is_date(cell: str) -> bool:
    """Say whether a cell has the shape of a date."""
    return _DATE_LIKE.match(cell) is not None


def total_name(row: Row) -> str:
    """Return what a total row sums, ``*`` when it does not say; empty for other rows."""
    text = first_text(row)
    match = _TOTAL.match(text)
    if match is None or is_date(text):
        return ""
    return (match[1] or match[2] or "").strip() or "*"


def is_heading(layout: Layout, row: Row) -> bool:
    """Say whether a row is the heading of an account: text, no date, no movement."""
    text = first_text(row)
    parts = ("debit", "credit", "amount")
    return (
        bool(text)
        and not is_date(text)
        and not is_date(layout.cell(row, "date"))
        and not total_name(row)
        and not _marker(layout, row)
        and not any(layout.cell(row, part) for part in parts)
        and not layout.cell(row, "type")
    )


def _marker(layout: Layout, row: Row) -> str:
    """Return ``opening``, ``closing`` or ``movement`` for a row that says so in a text cell."""
    for cell in {first_text(row), *(layout.cell(row, p) for p in ("date", "type", "memo", "name"))}:
        for kind, pattern in _MARKERS:
            if pattern.match(cell):
                return kind
    return ""


def _read(body: Body, row: Row) -> None:
    layout = body.layout
    marker = _marker(layout, row)
    dated = is_date(layout.cell(row, "date"))
    if marker and not (dated and layout.cell(row, "type") and marker != "opening"):
        _balance_row(body, row, marker)
    elif dated:
        _line(body, row)
    elif total_name(row):
        _total(body, row, total_name(row))
    elif is_heading(layout, row):
        _heading(body, row)
    elif layout.has("account") and body.lines and layout.cell(row, "account"):
        _line(body, row)  # a journal names the date on the first row of an entry only
    elif layout.has("account") and layout.sided and not layout.cell(row, "account"):
        _total(body, row, "*")
    else:
        body.fault(row.line, f"the row {first_text(row)[:40]!r} has an amount but no date.")


def _amount(body: Body, row: Row, part: str) -> int:
    return amounts.parse(body.layout.cell(row, part), body.decimals)


def _value(body: Body, row: Row) -> int:
    if body.layout.sided:
        return _amount(body, row, "debit") - _amount(body, row, "credit")
    return _amount(body, row, "amount")


def _stated(body: Body, row: Row) -> int | None:
    """Return what a balance row states: in its balance column, or where its amounts stand."""
    parts = ("debit", "credit") if body.layout.sided else ("amount",)
    if body.layout.cell(row, "balance"):
        return _amount(body, row, "balance")
    if any(body.layout.cell(row, part) for part in parts):
        return _value(body, row)
    return None


def _line(body: Body, row: Row) -> None:
    layout, cell = body.layout, body.layout.cell
    top = body.stack[-1] if body.stack else None
    own, code = cell(row, "account"), cell(row, "code") or (top.code if top else "")
    account = own or (top.path if top else "") or code
    if not account:
        body.fault(row.line, "the line stands under no account.")
        return
    value = _value(body, row)
    if not value:
        body.zero.append(row.line)
        return
    above = body.lines[-1] if body.lines else None
    date = cell(row, "date")
    if date and not top and layout.journal and _begins_entry(body, row, above):
        body.blocks += 1
    body.undated = not date
    inherits = not date and above is not None and above.block == body.blocks
    if not date and not inherits:
        body.fault(row.line, "the line has no date.")
        return
    line = Line(
        line=row.line,
        account=account,
        code=code,
        date=above.date if inherits and above else dates.parse(date, body.order),
        kind=cell(row, "type") or (above.kind if inherits and above else ""),
        number=cell(row, "number") or (above.number if inherits and above else ""),
        name=cell(row, "name"),
        memo=cell(row, "memo"),
        split=cell(row, "split"),
        amount=value,
        balance=_amount(body, row, "balance") if cell(row, "balance") else None,
        block=body.blocks,
    )
    body.open = value + (body.open if above and above.block == line.block else 0)
    body.lines.append(line)
    body.last = None
    if top:
        top.own.append(line)


def _begins_entry(body: Body, row: Row, above: Line | None) -> bool:
    """Say whether a dated line of a journal begins another entry than the line above it.

    It does where that line has no date of its own, where it has another date, type or number, and,
    where lines have a type but no number, when the lines above balance. The lines of a journal
    entry or of a pay run may balance half-way.
    """
    if above is None or above.block != body.blocks:
        return False
    if body.undated:
        return True
    cell = body.layout.cell
    kind, number = cell(row, "type"), cell(row, "number")
    day = dates.parse(cell(row, "date"), body.order)
    if (day, kind, number) != (above.date, above.kind, above.number):
        return True
    return bool(kind) and not number and not body.open and not _IN_PARTS.search(kind)


def _heading(body: Body, row: Row) -> None:
    text = first_text(row)
    body.last = None
    while body.stack and (body.stack[-1].done or not _awaits_total(body, body.stack[-1])):
        _pop(body)
    path = ":".join([*(section.name for section in body.stack), text])
    section = Section(text, path, row.line)
    if body.layout.cell(row, "balance"):
        section.opening = _amount(body, row, "balance")
    body.stack.append(section)
    body.sections.append(section)
    body.blocks += 1
    body.aside("heading")


def _awaits_total(body: Body, section: Section) -> bool:
    return body.expected.get(_plain(section.name), 0) > 0


def _pop(body: Body) -> None:
    section = body.stack.pop()
    if body.stack:
        body.stack[-1].below += [*section.own, *section.below]


def _balance_row(body: Body, row: Row, marker: str) -> None:
    body.aside(f"{marker} balance" if marker != "movement" else "net movement")
    value = _stated(body, row)
    top = body.stack[-1] if body.stack else None
    if marker != "opening" and body.last:
        top = body.last
    account = body.layout.cell(row, "account")
    if any(pattern.match(account.strip(_QUOTES)) for _, pattern in _MARKERS):
        account = ""  # the row's own name stands where accounts do
    if account and (top is None or top.path != account):
        top = Section(account, account, row.line, body.layout.cell(row, "code"))
        body.stack = [top]
        body.sections.append(top)
    if top is None or value is None:
        return
    own = sum(line.amount for line in top.own)
    if marker == "opening":
        top.opening = value
        return
    ways = {own} if marker == "movement" else {own + (top.opening or 0)}
    lines = top.own or top.below
    if value not in ways | {-way for way in ways} and lines:
        right = next(iter(ways))
        what = (
            f"the {'net movement' if marker == 'movement' else 'closing balance'} of {top.path} "
            f"is {money(value)}, but its lines make {money(right)}."
        )
        body.fault(row.line, what)
    body.checked += 1


def _total(body: Body, row: Row, name: str) -> None:
    body.aside("total")
    subs = _WITH_SUBS.search(name) is not None
    key = _plain(_WITH_SUBS.sub("", name))
    body.expected[key] = body.expected.get(key, 0) - 1
    known = [i for i, section in enumerate(body.stack) if _plain(section.name) == key]
    if name == "*" and body.layout.has("account") and not body.stack:
        _journal_total(body, row)
        return
    if not known:
        if name == "*":
            section = body.stack[-1] if body.stack else None
            _compare(body, row, name, section.own if section else body.lines, body.lines, section)
        else:
            body.aside("total of several accounts, not checked")
        return
    while len(body.stack) > known[-1] + 1:
        _pop(body)
    section = body.stack[-1]
    whole = [*section.own, *section.below]
    _compare(body, row, section.path, whole if subs else section.own, whole, section)
    section.done = True
    body.last = section
    if not _awaits_total(body, section):
        _pop(body)


def _journal_total(body: Body, row: Row) -> None:
    block = [line for line in reversed(body.lines) if line.block == body.blocks]
    _compare(body, row, "the entry", block or body.lines, body.lines, None)
    body.blocks += 1


def _compare(
    body: Body, row: Row, name: str, own: Sequence[Line], whole: Sequence[Line], at: Section | None
) -> None:
    """Hold a total against its lines, with and without sub-accounts and opening balance."""
    opening = (at.opening or 0) if at else 0
    sided = body.layout.sided and body.layout.cell(row, "debit") and body.layout.cell(row, "credit")
    parts = ("debit", "credit") if body.layout.sided else ("amount",)
    if not any(body.layout.cell(row, part) for part in parts):
        return
    body.checked += 1
    if sided:
        stated = _amount(body, row, "debit"), _amount(body, row, "credit")
        ways = [_sides(lines, extra) for lines in (own, whole) for extra in (0, opening)]
        if stated in ways or stated[0] - stated[1] in {way[0] - way[1] for way in ways[1:2]}:
            return
        shown = f"debit {money(stated[0])}, credit {money(stated[1])}"
        right = f"debit {money(ways[0][0])}, credit {money(ways[0][1])}"
    else:
        value = _value(body, row)
        sums = [sum(line.amount for line in lines) for lines in (own, whole)]
        if value in {*sums, *(each + opening for each in sums)}:
            return
        shown, right = money(value), money(sums[0])
    what = f"the total of {name if name != '*' else 'the report'} is {shown}, but its lines make "
    body.fault(row.line, f"{what}{right}.", "Lines are missing, doubled or changed: export again.")


def _sides(lines: Sequence[Line], opening: int) -> tuple[int, int]:
    debit = sum(line.amount for line in lines if line.amount > 0) + max(opening, 0)
    credit = -sum(line.amount for line in lines if line.amount < 0) + max(-opening, 0)
    return debit, credit


def _plain(name: str) -> str:
    return " ".join(name.lower().split())
