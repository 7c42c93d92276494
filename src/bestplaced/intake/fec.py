"""The French FEC (fichier des écritures comptables, LPF art. A47 A-1): 18 to 22 columns.

Tab or pipe between columns; commas or points as decimal sign, padded with zeros or not. Entry
numbers that are empty, 0 or used again are replaced by journal, date and document.
"""

from __future__ import annotations

import datetime as dt
import re
from codecs import BOM_UTF8
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from bestplaced.errors import Fault, IntakeError
from bestplaced.intake import amounts, plain_amounts
from bestplaced.intake.cutting import Cut, Pieces, cut, piece_end
from bestplaced.intake.entries import Entries, Words, days
from bestplaced.intake.gather import (
    Grid,
    Lines,
    coded,
    first_rows,
    firsts,
    group_any,
    group_sums,
    one_each,
    understand,
)
from bestplaced.intake.ledger import Account, Finding, Ledger, Rows, unbalanced_faults
from bestplaced.intake.plain_amounts import amounts_of
from bestplaced.intake.text import decode_to_utf8
from bestplaced.intake.texts import Texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from bestplaced.intake.entries import Dates, Flags, Ints
    from bestplaced.intake.large_file import Content, LargeFile

FORMAT: Final = "FEC"
_REMEDY: Final = "Export the FEC again from the accounting software."
_HEAD: Final = re.compile(
    rb'\s*"?JournalCode"?[\t|;]"?JournalLib"?[\t|;]"?EcritureNum', re.IGNORECASE
)
_NEEDED: Final = ("journalcode", "ecriturenum", "ecrituredate", "comptenum")
_USED: Final = (
    "journalcode", "ecriturenum", "ecrituredate", "comptenum", "comptelib", "compauxnum",
    "pieceref", "ecriturelib", "debit", "credit", "montant", "sens", "ecriturelet", "validdate",
)  # fmt: skip
_EPOCH: Final = dt.date(1970, 1, 1).toordinal()
_NO_DAY: Final = int(np.iinfo(np.int64).min)
_NO_DAYS: Final = days(np.zeros(0, np.int64))
_HEAD_BYTES: Final = 200_000
_PADDING: Final = re.compile(r"^([+-]?)0+(?=[0-9])")
_SOME_ZEROS: Final = 9


@dataclass(slots=True)
class _State:
    source: str
    decimals: amounts.Decimals = "comma"
    faults: list[Fault] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def fault(self, line: int, what: str) -> None:
        self.faults.append(Fault(what, f"{self.source}:{line}", _REMEDY))


def looks_like_fec(content: bytes) -> bool:
    """Say whether the bytes begin a FEC."""
    plain = content[:400].replace(b"\x00", b"").lstrip(b"\xff\xfe").removeprefix(b"\xef\xbb\xbf")
    return _HEAD.match(plain) is not None


def read_fec(content: bytes | LargeFile, source: str, encoding: str = "") -> Ledger:
    """Return the ledger in a FEC, in euro.

    Raises IntakeError with every fault found: missing columns, rows that cannot be read or have
    the wrong number of cells, entries that do not balance under any reading.
    """
    state = _State(source)
    data: Content = (
        _joined(decode_to_utf8(content, source, encoding=encoding))
        if isinstance(content, bytes)
        else content
    )
    first = _joined(data[:_HEAD_BYTES]).decode(errors="ignore")
    head = next((row for row in first.split("\n") if row.strip()), None)
    if head is None:
        raise IntakeError(Fault("the file is empty.", source, _REMEDY))
    delimiter = max("\t|;", key=head.count)
    header = [_bare(cell).lower() for cell in head.split(delimiter)]
    places = {name: place for place, name in reversed(list(enumerate(header)))}
    _check_header(header, places, source)
    grid = Grid(len(header), {name: places[name] for name in _USED if name in places})
    _fill(state, grid, data, delimiter, places)
    lines = _read(state, grid)
    if not len(grid) and not state.faults:
        state.fault(1, "the file holds no entries.")
    accounts = tuple(_accounts(grid, lines))
    grid.forget()
    entries = Entries.of(()) if state.faults else _gather(state, lines)
    del lines
    state.faults.extend(unbalanced_faults(entries, source, _REMEDY))
    if state.faults:
        raise IntakeError(state.faults)
    return Ledger(
        format=FORMAT,
        source=source,
        organisation="",
        currency="EUR",
        accounts=accounts,
        entries=entries,
        rows=Rows(len(grid), len(entries.amount), len(grid) - len(entries.amount)),
        findings=tuple(state.findings),
        chart="PCG",
    )


def _joined(data: bytes, instead: bytes | None = None) -> bytes:
    """Return the text without carriage returns, which end rows only where nothing else does."""
    data = data.replace(BOM_UTF8, b"") if BOM_UTF8 in data else data
    if b"\r" not in data:
        return data
    return data.replace(b"\r", (b"" if b"\n" in data else b"\n") if instead is None else instead)


def _bare(cell: str) -> str:
    return cell.strip().strip('"')


def _fill(state: _State, grid: Grid, data: Content, delimiter: str, places: dict[str, int]) -> None:
    """Cut the text into rows and cells, a piece at a time, or record why that cannot be."""
    begin, line, header = 0, 1, True

    def read(piece: bytes) -> Cut | None:
        return cut(_joined(piece, b""), delimiter, grid.width, grid.places, quotes=True)

    with Pieces.of(data, read) as pieces:
        while begin < len(data):
            end, piece = (piece_end(data, begin), None) if header else pieces.cut(begin)
            if piece is not None:
                grid.extend_cut(line, piece)
                line += piece.rows
            else:
                text = _joined(data[begin:end], b"").decode()
                rows = text.removesuffix("\n").split("\n")
                split = [(n, row.split(delimiter)) for n, row in enumerate(rows, line)]
                full = [(n, cells) for n, cells in split if "".join(cells).strip()]
                if header and full:
                    header = False
                    del full[0]
                grid.add(_fitted(state, full, grid.width, max(places[name] for name in _NEEDED)))
                line += len(rows)
            begin = end


def _fitted(
    state: _State, rows: Iterable[tuple[int, list[str]]], width: int, needed: int
) -> Iterator[tuple[int, list[str]]]:
    for line, cells in rows:
        if any(map(_bare, cells[width:])) or len(cells) <= needed:
            state.fault(line, f"the row has {len(cells)} cells under {width} headers.")
        else:
            yield line, [*cells[:width], *[""] * (width - len(cells))]


def _check_header(header: Sequence[str], places: dict[str, int], source: str) -> None:
    lacks = [name for name in _NEEDED if name not in places]
    if not {"debit", "credit"} <= places.keys() and not {"montant", "sens"} <= places.keys():
        lacks.append("debit and credit, or montant and sens")
    if lacks:
        what = f"the header lacks {', '.join(lacks)}."
        raise IntakeError(Fault(what, f"{source}:1", _REMEDY))
    if len(places) < len(header):
        raise IntakeError(Fault("a column stands twice in the header.", f"{source}:1", _REMEDY))


def _decide(state: _State, grid: Grid, columns: Sequence[Words]) -> None:
    """Fix the decimal sign for the whole file; amounts that all read both ways are refused."""
    decimals, seen = plain_amounts.decide(columns, first_rows, grid.lines)
    if decimals is None and len(seen) > 1:
        what = f"amounts use a decimal point here and a decimal comma on line {seen['comma']}."
        state.fault(seen["point"], what)
    elif decimals is None:
        what = "amounts such as this can be read in two ways: a thousand, or a decimal sign."
        state.fault(seen["either"], what)
    state.decimals = decimals or "comma"


def _read(state: _State, grid: Grid) -> Lines:
    """Understand the rows; those without an amount are refused, with a finding."""
    if not len(grid):
        return _lines(grid, np.zeros(0, np.int64), np.zeros(0, np.int64), _NO_DAYS)
    bad: dict[int, str] = {}  # row -> why

    def blame(words: Words, why: dict[int, str], where: Flags | None = None) -> None:
        if not why:
            return
        hit = np.isin(words.codes, list(why))
        for row in np.flatnonzero(hit if where is None else hit & where).tolist():
            bad.setdefault(row, why[int(words.codes[row])])

    value = _values(state, grid, blame)
    grid.forget("debit", "credit", "montant", "sens")
    written = grid.column("ecrituredate", _bare)
    ordinals, why = understand(written, lambda text: _date(text).toordinal() - _EPOCH, 0)
    blame(written, why)
    for row in np.flatnonzero(~grid.column("comptenum", _bare).given).tolist():
        bad.setdefault(row, "the row has no CompteNum")
    for row in sorted(bad):
        state.fault(grid.lines[row], f"{bad[row]}.")
    for row in np.flatnonzero(value == 0).tolist():
        if row not in bad:
            where = f"{state.source}:{grid.lines[row]}"
            state.findings.append(Finding("the row has no amount.", where))
    return _lines(grid, np.flatnonzero(value), value, days(np.array(ordinals)[written.codes]))


def _values(
    state: _State, grid: Grid, blame: Callable[[Words, dict[int, str], Flags | None], None]
) -> Ints:
    """Return the amount of every row, from debit and credit or from montant and sens."""
    debit, credit, both = (grid.column(name, _bare) for name in ("debit", "credit", "montant"))
    _decide(state, grid, (debit, credit, both))
    signed = both.given & ~debit.given & ~credit.given
    value = np.zeros(len(grid), np.int64)
    sides = grid.column("sens", lambda text: _bare(text).upper())
    if signed.any():
        odd = {
            code: f"Sens is {text[:10]!r}, neither D nor C"
            for code, text in enumerate(sides.values)
            if text not in {"D", "C", "+1", "-1", "1"}
        }
        blame(sides, odd, signed)
    for words, sign, where in (
        (debit, 1, ~signed),
        (credit, -1, ~signed),
        (both, np.where(sides.where(lambda text: text in {"C", "-1"}), -1, 1), signed),
    ):
        if not words.texts.size.any():
            continue
        read, why = amounts_of(words, state.decimals, lambda text: _amount(text, state.decimals))
        blame(words, why, where)
        read[~where] = 0
        value += sign * read
    return value


def _lines(grid: Grid, rows: Ints, value: Ints, date: Dates) -> Lines:
    whole = len(rows) == len(grid)

    def pick(name: str) -> Words:
        words = grid.column(name, _bare)
        return words if whole else words.take(rows)

    document, number = pick("pieceref"), pick("ecriturenum")
    validated = pick("validdate")
    return Lines(
        line=grid.lines[rows],
        date=date[rows],
        series=pick("journalcode"),
        number=number,
        text=pick("ecriturelib"),
        account=pick("comptenum"),
        amount=value[rows],
        document=document,
        party=pick("compauxnum"),
        matched=pick("ecriturelet"),
        entered=_validated(validated),
    )


def _validated(words: Words) -> Dates | None:
    """Return the days on which entries were validated; those that cannot be read are unknown."""
    ordinals, _ = understand(words, lambda text: _date(text).toordinal() - _EPOCH, _NO_DAY)
    if all(ordinal == _NO_DAY for ordinal in ordinals):
        return None
    return days(np.array(ordinals, np.int64)[words.codes])


def _accounts(grid: Grid, lines: Lines) -> Iterator[Account]:
    """Return every account posted to, with the name it has first."""
    name = grid.column("comptelib", _bare)
    account = grid.column("comptenum", _bare)
    used = set(lines.account.codes.tolist())
    for code, row in enumerate(first_rows(account).tolist()):
        if code in used:
            yield Account(account.values[code], name[row])


def _amount(text: str, decimals: amounts.Decimals) -> int:
    """Return an amount; zeros in front pad it to a fixed width and say nothing."""
    if not text:
        return 0
    bare = text.replace(" ", "").replace("\xa0", "")
    stripped = _PADDING.sub(r"\1", bare) if bare[1:2].isdigit() else bare
    return amounts.parse(stripped, decimals)


@lru_cache(maxsize=10_000)
def _date(text: str) -> dt.date:
    match = re.fullmatch(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})", text, re.ASCII)
    swapped = re.fullmatch(r"([0-9]{2})/([0-9]{2})/([0-9]{4})", text, re.ASCII)
    try:
        if match:
            return dt.date(int(match[1]), int(match[2]), int(match[3]))
        if swapped:
            return dt.date(int(swapped[3]), int(swapped[2]), int(swapped[1]))
    except ValueError:  # no such day
        pass
    reason = f"{text[:20]!r} is not a date (AAAAMMJJ)"
    raise ValueError(reason)


def _gather(state: _State, lines: Lines) -> Entries:
    """Gather rows into entries: by number, or by date and document where it tells nothing."""
    date = lines.date.view(np.int64)
    by_number = coded(lines.series.codes, lines.number.codes)
    nothing = _none(lines.number)
    if not nothing.any() and one_each(by_number, date):
        return lines.gather(by_number)
    by_day = coded(by_number, date)
    day_count = np.zeros(int(by_number.max(initial=-1)) + 1, np.int64)
    np.add.at(day_count, by_number[firsts(by_day, int(by_day.max(initial=-1)) + 1)], 1)
    open_day = group_any(by_number, group_sums(by_day, lines.amount) != 0)
    reused = (day_count[by_number] > 1) & ~open_day & ~nothing
    if reused.any():
        what = f"{len(np.unique(by_number[reused]))} entry numbers are used again on other dates"
        state.findings.append(Finding(f"{what}: taken by document.", state.source))
    loose = nothing | reused
    if not loose.any():
        return lines.gather(by_number)
    group = np.where(loose, _by_document(state, lines, loose, date), by_number)
    document = lines.document or lines.number
    shown, names = Texts.joined([lines.number.texts, document.texts]).coded()
    which = np.where(nothing, document.codes + len(lines.number.values), lines.number.codes)
    number_words = Words(shown[which], names)
    return replace(lines, number=number_words).gather(group)


def _none(words: Words) -> Flags:
    """Say which entry numbers tell nothing: they are empty, or zeros only."""
    texts = words.texts
    number, digits = texts.numbers_behind(_SOME_ZEROS)
    none = (number == 0) & (digits == np.minimum(texts.size, _SOME_ZEROS))
    for code in np.flatnonzero(none & (texts.size > _SOME_ZEROS)).tolist():
        none[code] = not texts[code].strip("0")
    return np.asarray(none[words.codes], np.bool_)


def _by_document(state: _State, lines: Lines, loose: Flags, date: Ints) -> Ints:
    """Gather rows by journal, date and document; by coarser keys only where those balance."""
    document = lines.document or lines.number
    day = coded(date, lines.series.codes, loose.astype(np.int32))
    part = coded(day, lines.number.codes, document.codes)
    torn = group_any(day, group_sums(part, lines.amount) != 0)
    together = loose & torn & (group_sums(day, lines.amount) == 0)
    rows = np.flatnonzero(together)
    for row in rows[np.unique(day[rows], return_index=True)[1]].tolist():
        what = (
            f"the documents of journal {lines.series[row]} on {lines.date[row].item()} balance "
            "only together: taken as one entry."
        )
        state.findings.append(Finding(what, f"{state.source}:{lines.line[row]}"))
    after = len(lines.line)  # by_number codes end before it
    return np.where(together, after + day, 2 * after + part)
