"""Plain-text journals: their own programs, simulated here, and journals that are not run."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING

import pytest

from bestplaced.errors import IntakeError
from bestplaced.intake.formats import parse_ledger
from bestplaced.intake.journal_text import looks_like_journal
from bestplaced.intake.meaning import account_meanings

if TYPE_CHECKING:
    from pathlib import Path

BEANCOUNT = (
    'option "operating_currency" "USD"\n2026-01-01 open Assets:Checking USD\n'
    '2026-01-05 * "Ann" "fee"\n  Assets:Checking  5 USD\n  Income:Fees\n'
)
HLEDGER = "2026-01-05 Ann\n    assets:bank  5 EUR\n    income:fees\n"
QUERIED = """id,lineno,date,payee,narration,account,currency,weight
a,4,2026-01-05,Ann,fee,Assets:Checking,USD, 5.00 USD
a,5,2026-01-05,Ann,fee,Income:Fees,USD,-5.00 USD
b,8,2026-01-06,,buy,Assets:Fund,FND, 33.335 USD
b,9,2026-01-06,,buy,Assets:Checking,USD,-33.33 USD
c,12,2026-01-07,,hours,Assets:Hours,HRS, 8 HRS
c,13,2026-01-07,,hours,Income:Hours,HRS,-8 HRS
"""
PRINTED = """"txnidx","date","description","account","amount","commodity"
"1","2026-01-05","Ann","assets:bank","5.00","EUR"
"1","2026-01-05","Ann","income:fees","-5.00","EUR"
"""


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder that alone is searched for programs."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def program(folder: Path, name: str, printed: str, code: int = 0, said: str = "") -> None:
    """Put a program in the folder that prints a text."""
    script, path = folder / f"{name}.py", folder / name
    script.write_text(
        "import sys\nassert open('journal').read()\n"
        f"sys.stdout.write({printed!r})\nsys.stderr.write({said!r})\nsys.exit({code})\n"
    )
    # A shell in between, as the folder of a checkout may have a space in its name.
    path.write_text(f"#!/bin/sh\nexec {shlex.quote(sys.executable)} {shlex.quote(str(script))}\n")
    path.chmod(0o755)


def test_beancount(install: Path) -> None:
    program(install, "bean-query", QUERIED)
    ledger = parse_ledger(BEANCOUNT.encode(), "x.beancount")
    assert (ledger.format, ledger.currency, ledger.lines) == ("beancount", "USD", 4)
    # 33.335 at cost rounds to 33.34, one hundredth more than was paid: taken from it
    assert [p.amount for p in ledger.entries[1].postings] == [3_333, -3_333]
    assert ledger.entries[0].line == 4
    assert ledger.rows is not None
    assert (ledger.rows.total, ledger.rows.read, ledger.rows.refused) == (6, 4, 2)
    assert "left out: 2 in HRS" in str(ledger.findings[0])
    assert "1 entries at cost were rounded" in str(ledger.findings[1])
    means = account_meanings(ledger)
    assert means["Assets:Checking"].meaning == "bank"
    assert means["Income:Fees"].meaning == "revenue"


def test_hledger(install: Path) -> None:
    program(install, "hledger", PRINTED)
    ledger = parse_ledger(HLEDGER.encode(), "x.journal")
    assert (ledger.format, ledger.currency, ledger.debits) == ("hledger", "EUR", 500)


@pytest.mark.parametrize("text", [BEANCOUNT, HLEDGER])
def test_a_missing_program_is_named(install: Path, text: str) -> None:
    assert not list(install.iterdir())
    with pytest.raises(IntakeError, match="which is not installed"):
        parse_ledger(text.encode(), "x")


def test_what_the_program_rejects(install: Path) -> None:
    program(install, "bean-query", "", 1, "line 3: no such account")
    with pytest.raises(IntakeError, match="bean-query rejects the journal: line 3: no such"):
        parse_ledger(BEANCOUNT.encode(), "x")


def test_what_the_program_prints_must_balance(install: Path) -> None:
    program(install, "bean-query", QUERIED.replace("-5.00", "-4.00"))
    with pytest.raises(IntakeError, match=r"debits less credits are 1\.00"):
        parse_ledger(BEANCOUNT.encode(), "x")


@pytest.mark.parametrize(
    "line",
    [
        'plugin "evil"', 'include "/etc/hosts"', 'option "insert_pythonpath" "true"',
        "  include other", "!include other", "python\n  print(1)",
    ],
)  # fmt: skip
def test_journals_that_load_code_or_files_are_not_run(install: Path, line: str) -> None:
    program(install, "bean-query", QUERIED)
    with pytest.raises(IntakeError, match="x:6: the journal loads code or other files"):
        parse_ledger((BEANCOUNT + line + "\n").encode(), "x")


def test_detection() -> None:
    assert looks_like_journal(BEANCOUNT.encode())
    assert looks_like_journal(HLEDGER.encode())
    assert not looks_like_journal(b"Date,Account,Amount\n2026-01-05,a,5\n")
