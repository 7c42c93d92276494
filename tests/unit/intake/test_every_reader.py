"""Every reader against made-up damage: the table of what each is tried with, held by tests.

For each reader: made-up bytes and cells (hypothesis, here), a start for the coverage-guided fuzzer
(``tests/fuzz``, the same samples), round trips (``test_written_and_read.py``, or the test named in
``ROUND_TRIPS``), and each kind of bad input. Only an IntakeError with reasons may come out; what is
read balances, and its rows add up.
"""

from __future__ import annotations

import ast
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bestplaced.errors import IntakeError
from bestplaced.intake import formats, read_ledger
from bestplaced.intake.canonical import write_ledger
from bestplaced.intake.columns import Mapping
from bestplaced.intake.ledger import Ledger
from bestplaced.intake.timelog import TimeLog
from tests import exports
from tests.books import BANKS, LEDGERS
from tests.trial import SAMPLES, tried

if TYPE_CHECKING:
    from bestplaced.intake.formats import Export

INTAKE = Path(formats.__file__).parent
XMLS = {"camt", "saft", "ofx 2"}
STATED = Mapping(decimal="point", date_order="dmy", currency_code="EUR")

# Module of each reader -> the samples it reads (those of `tests/exports.py`, and the neutral form).
READERS: dict[str, set[str]] = {
    "api_tables": {"api"},
    "audit_data": {"audit data"},
    "bank/camt": {"camt"},
    "bank/mt940": {"mt940"},
    "bank/ofx": {"ofx", "ofx 2"},
    "bank/open_collective": {"open collective"},
    "bank/paypal": {"paypal"},
    "bank/qif": {"qif"},
    "bank/table": {"bank", "headless"},
    "bank/venmo": {"venmo"},
    "canonical": {"canonical"},
    "csv_ledger": {"csv"},
    "datev": {"datev"},
    "fec": {"fec"},
    "iif": {"iif"},
    "journal_text": {"journal"},
    "paired": {"paired"},
    "reports/reader": {"qbo", "qbo new", "qbo journal", "qb desktop", "xero", "running"},
    "saft": {"saft"},
    "sage": {"sage"},
    "sage_trail": {"sage trail"},
    "sie": {"sie", "sie 1"},
    "timelog": {"toggl", "clockify", "harvest", "hours"},
    "xero_journal": {"xero journal", "xero journal in blocks"},
}
# Those whose round trip is not in `test_written_and_read.py`, and where it is.
ROUND_TRIPS = {
    "api_tables": "test_written_tables_are_read_back",
    "canonical": "test_round_trip_is_the_identity",
    "datev": "test_written_rows_are_read_back",
    "journal_text": "test_written_journals_come_back_through_the_programs",
    "timelog": "test_sums_by_person_task_and_month_are_all_of_it",
}
# Cells that other fields of a table may suddenly hold.
NASTY = (
    "", "-", "=1+1", "@SUM(A1)", '"', "1,5", "1.5", "1.000", "(1.00)", "5-", "5 CR", "9" * 40,
    "2026-13-45", "0000-00-00", "31/02/2026", "1/2/26", "45000", "Total", "\u202e", "\u00e5",
    "NaN", "1e9", "-0", "\ufeff", "USD", "{", "}", "<", "&x;", "#VER", ":61:", "!TRNS", "^",
)  # fmt: skip
CUTS = tuple("\t,;|\n {}<>:")


def modules_with_readers() -> set[str]:
    """Return the modules of the room with a reader, and what tells its format by content."""
    found = set()
    for path in INTAKE.rglob("*.py"):
        body = ast.parse(path.read_text("utf-8")).body
        names = [node.name for node in body if isinstance(node, ast.FunctionDef)]
        if all(any(name.startswith(word) for name in names) for word in ("looks_like_", "read_")):
            found.add(path.relative_to(INTAKE).with_suffix("").as_posix())
    return found


def test_no_reader_is_left_out() -> None:
    """`read_csv` takes what is left and tells nothing; workbooks are tried as their tables are."""
    assert modules_with_readers() - {"spreadsheet"} | {"csv_ledger"} == set(READERS)
    named = set().union(*READERS.values())
    assert named - {"api", "journal", "canonical"} == set(exports.TEXTS)


def test_every_reader_has_a_round_trip() -> None:
    tests = "".join(path.read_text("utf-8") for path in Path(__file__).parent.rglob("test_*.py"))
    for module, samples in READERS.items():
        written = samples & {*LEDGERS, *BANKS}
        other = ROUND_TRIPS.get(module, "")
        assert written or (other and f"def {other}(" in tests), module


@st.composite
def damaged(draw: st.DrawFn, whole: bytes) -> bytes:
    """Draw a sample in which lines and cells are lost, doubled, swapped or changed."""
    lines = whole.decode().splitlines(keepends=True)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, max(len(lines) - 1, 0)))
        kind = draw(st.sampled_from(("lose", "double", "swap", "cell", "junk", "cut")))
        if not lines:
            break
        if kind == "lose":
            del lines[at]
        elif kind == "double":
            lines.insert(at, lines[at])
        elif kind == "swap":
            other = draw(st.integers(0, len(lines) - 1))
            lines[at], lines[other] = lines[other], lines[at]
        elif kind == "cell":
            mark = draw(st.sampled_from([c for c in CUTS if c in lines[at]] or ["\n"]))
            cells = lines[at].split(mark)
            cells[draw(st.integers(0, len(cells) - 1))] = draw(st.sampled_from(NASTY))
            lines[at] = mark.join(cells)
        elif kind == "junk":
            place = draw(st.integers(0, len(lines[at])))
            lines[at] = lines[at][:place] + draw(st.text(max_size=6)) + lines[at][place:]
        else:
            lines = [*lines[:at], lines[at][: draw(st.integers(0, len(lines[at])))]]
    changed = "".join(lines).encode("utf-8", "replace")
    return changed + draw(st.sampled_from((b"", b"", b"", b"\xff", b"\x00\x00", b"\x1a")))


@pytest.mark.parametrize("name", SAMPLES)
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_damaged_exports_are_refused_or_add_up(name: str, data: st.DataObject) -> None:
    content = data.draw(damaged(SAMPLES[name]))
    tried(content)
    tried(content, STATED)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_damaged_tables_of_an_api_are_refused_or_add_up(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, text in exports.API.items():
            content = text.encode()
            if data.draw(st.booleans()):
                content = data.draw(damaged(content))
            (Path(folder) / f"{name}.csv").write_bytes(content)
        try:
            found = read_ledger(folder)
        except IntakeError as error:
            assert error.faults  # noqa: PT017  - both outcomes are right
        else:
            assert found.debits == found.credits
            assert not found.unbalanced


TABLES = sorted(
    set(SAMPLES) - XMLS - {"ofx", "headless", "mt940", "qif", "sie", "sie 1", "canonical"}
)


@pytest.mark.parametrize("name", SAMPLES)
def test_no_reader_takes_a_line_of_megabytes(name: str) -> None:
    assert tried(SAMPLES[name] + b"x" * 1_500_000 + b"\n") is None


@pytest.mark.parametrize("name", sorted(XMLS))
@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE a [<!ENTITY b "cc"><!ENTITY c "&b;&b;&b;&b;">]>',
        '<!DOCTYPE a SYSTEM "file:///etc/hostname">',
        '<!DOCTYPE a [<!ENTITY % b SYSTEM "file:///etc/hostname"> %b;]>',
    ],
)
def test_no_document_type_is_ever_read(name: str, declared: str) -> None:
    text = SAMPLES[name].decode()
    if text.startswith("<?xml"):
        head, mark, rest = text.partition("?>")
    else:
        head, mark, rest = "", "", text
    assert tried(f"{head}{mark}{declared}{rest}".encode()) is None
    assert tried(f"{head}{mark}{declared}{rest}".encode("utf-16")) is None


@pytest.mark.parametrize("name", SAMPLES)
def test_formulas_in_texts_are_texts(name: str) -> None:
    """A text that is a formula changes no figure, and is neutral in what is written."""
    for word in ("timber", "Oak", "work", "x"):
        content = SAMPLES[name].replace(word.encode(), b"=1+1", 1)
        if content == SAMPLES[name]:
            continue
        found = tried(content)
        if isinstance(found, Ledger):
            written = write_ledger(found).decode()
            assert not [cell for cell in written.split('"') if cell.startswith(("=", "@"))]
        return


@pytest.mark.parametrize("name", TABLES)
def test_a_doubled_column_of_money_is_never_chosen_silently(name: str) -> None:
    """The last column of money stands twice, once empty and once full: refused, or all the same."""
    whole = tried(SAMPLES[name])
    lines = SAMPLES[name].decode().splitlines()
    mark = max("\t;|,", key=lambda m: max(line.count(m) for line in lines))
    words = {"amount", "debit", "credit", "net", "hours", "duration", "betrag", "buchungsbetrag",
             "debit usd", "money out", "netamount", "umsatz (ohne soll/haben-kz)",
             "duration (h)", "amount (total)"}  # fmt: skip
    at = next(
        n for n, line in enumerate(lines)
        if words & {cell.strip('" ').lower() for cell in line.split(mark)}
    )  # fmt: skip
    named = next(c for c in lines[at].split(mark) if c.strip('" ').lower() in words)
    doubled = [f"{line}{mark}{named if n == at else ''}" for n, line in enumerate(lines) if n >= at]
    found = tried("\n".join([*lines[:at], *doubled, ""]).encode())
    assert found is None or figures(found) == figures(whole)


def figures(found: Export | None) -> object:
    """Return the money and the days of what was read."""
    if isinstance(found, Ledger):
        return found.debits, len(found.entries), found.first_date, found.last_date
    if isinstance(found, TimeLog):
        return found.seconds
    return [(item.money_in, item.money_out, len(item.lines)) for item in found or ()]
