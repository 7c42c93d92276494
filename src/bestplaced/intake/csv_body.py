"""The rows of a ledger table, read below its header: plain pieces by column, others one by one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bestplaced.errors import Fault, IntakeError
from bestplaced.intake.columns import MONEY, ROLES, Columns, Mapping, currency_of
from bestplaced.intake.csv_header import find_header, rows_of
from bestplaced.intake.cutting import Cut, Pieces, cut, piece_end
from bestplaced.intake.gather import Grid

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bestplaced.intake import amounts, dates
    from bestplaced.intake.large_file import Content
    from bestplaced.intake.ledger import Finding

_HEAD_BYTES: Final = 800_000
_BREAK: Final = re.compile(r"\r\n|\r|\n")
_PLAIN: Final = {
    "name": "account name",
    "text": "description",
    "person": "entered by",
}  # read so without asking


@dataclass(slots=True)
class State:
    """What is known of the table; rows are counted from 0 below the header."""

    source: str
    decimals: amounts.Decimals = "point"
    order: dates.Order = "dmy"
    grid: Grid = field(default_factory=lambda: Grid(0, {}))
    slashed: bool = False  # the order of days and months was stated, or shows in the dates
    below: bool = False  # the header has been met
    odd: dict[int, str] = field(default_factory=dict)  # row lacking parts -> its first cell
    bad: dict[int, tuple[str, str]] = field(default_factory=dict)  # row -> fault, remedy
    refused: dict[int, str] = field(default_factory=dict)
    inherited: int = 0
    faults: list[Fault] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    currencies: dict[str, int] = field(default_factory=dict)
    guessed: str = ""
    unit: str = ""  # the currency that the headers of the amounts name

    def fault(self, line: int, what: str, remedy: str = "") -> None:
        """Record a fault of a line."""
        self.faults.append(Fault(what, f"{self.source}:{line}", remedy))


def fill(state: State, data: Content, mapping: Mapping) -> None:
    """Read the rows below the header, cut by the delimiter that makes sense of it."""
    source = state.source
    head = data[:_HEAD_BYTES].decode(errors="ignore")
    delimiter, header, columns = find_header(head, source, mapping)
    places = {role: getattr(columns, role) for role in ROLES if getattr(columns, role) >= 0}
    if not any(getattr(mapping, role) for role in ROLES):
        state.guessed = _guess(header, places)
    state.unit = currency_of(header[places[part]] for part in MONEY if part in places)
    state.grid = Grid(len(header), places)
    begin, line, width = 0, 1, len(header)
    with Pieces.of(data, lambda piece: cut(piece, delimiter, width, places)) as pieces:
        while begin < len(data):
            end, piece = pieces.cut(begin) if state.below else (piece_end(data, begin), None)
            if piece is not None and _is_plain(piece, header, columns):
                state.grid.extend_cut(line, piece)
                begin, line = end, line + piece.rows
            else:
                rows, begin = rows_of(data, begin, end, delimiter, f"{source}:{line}")
                line = _add(state, rows, line, header, columns)
    if state.faults:
        raise IntakeError(state.faults)


def _is_plain(piece: Cut, header: list[str], columns: Columns) -> bool:
    """Say whether every row has a date and an account, and none is the header again."""
    _, dates_ = piece.columns["date"]
    _, accounts = piece.columns["account"]
    filled_in = all(map(str.strip, dates_)) and all(map(str.strip, accounts))
    return filled_in and header[columns.date] not in dates_


def _add(
    state: State, rows: list[list[str]], line: int, header: list[str], columns: Columns
) -> int:
    """Add a piece of the table to the grid; return the line after it."""
    grid, width = state.grid, len(header)
    if state.below and set(map(len, rows)) == {width}:
        cells = list(zip(*rows, strict=True))
        date, account = cells[columns.date], cells[columns.account]
        plain = all(map(str.strip, date)) and all(map(str.strip, account))
        if plain and header[columns.date] not in date and not any(map(_broken, cells)):
            grid.extend(range(line, line + len(rows)), cells)
            return line + len(rows)
    numbered = []
    for row in rows:
        numbered.append((line, row))
        line += 1 + sum(len(_BREAK.findall(cell)) for cell in row)
    grid.add(_body(state, numbered, header, columns))
    return line


def _broken(column: Sequence[str]) -> bool:
    """Say whether any cell of a column spans lines."""
    joined = "".join(column)
    return "\n" in joined or "\r" in joined


def _body(
    state: State, table: Iterable[tuple[int, list[str]]], header: list[str], columns: Columns
) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows below the header, each as wide as it; blank rows and the header again go."""
    width, date, account = len(header), columns.date, columns.account
    row = len(state.grid)
    for line, cells in table:
        if not state.below:
            state.below = cells == header
            continue
        if len(cells) != width or not cells[date].strip() or not cells[account].strip():
            bare = [cell.strip() for cell in cells]
            if not any(bare):
                continue
            if any(bare[width:]):
                what = f"the row has {len(cells)} cells under {width} headers."
                remedy = "Quote amounts that hold the delimiter, or export with another one."
                state.fault(line, what, remedy)
            state.odd[row] = next(filter(None, bare))
            yield line, [*cells[:width], *[""] * (width - len(cells))]
        elif cells == header:
            continue
        else:
            yield line, cells
        row += 1


def _guess(header: Sequence[str], places: dict[str, int]) -> str:
    """Return the mapping that was guessed, where headers are not plainly what they are read as."""
    if all(header[at].strip().lower() in {part, _PLAIN.get(part)} for part, at in places.items()):
        return ""
    return ",".join(f"{role}={header[place].strip()}" for role, place in places.items())
