"""Reading and measuring a large ledger, beside plain pandas and other ledgers' own loaders.

Run ``python -m benchmarks.intake [LINES [MORE ...]]`` (a million by default): every peer reads the
same invented entries in a process of its own, one after the other, and its seconds by the clock
and of the processor and its peak memory are told. A peer that is not installed is named so. For
every further number of lines only Bestplaced is asked: how does it grow?

pandas and beancount are asked of the Python that runs this, ledger and hledger of the path.
"""

from __future__ import annotations

import datetime as dt
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

_SELF = """
import sys
from bestplaced.intake import measure, read_ledger
print(measure([sys.argv[1]]).files[0].lines)
"""
_READ = """
import sys
from bestplaced.intake import read_ledger
print(read_ledger(sys.argv[1]).lines)
"""
_PANDAS = """
import sys, pandas as pd
t = pd.read_csv(sys.argv[1], parse_dates=["Date"])
t["net"] = t["Debit"].fillna(0) - t["Credit"].fillna(0)
t.groupby(["Account", t["Date"].dt.to_period("M")])["net"].sum()
print(len(t))
"""
_BEANCOUNT = """
import sys
from beancount import loader
print(sum(len(getattr(e, "postings", ())) for e in loader.load_file(sys.argv[1])[0]))
"""
_RUN = """
import resource, subprocess, sys, time
begin = time.perf_counter()
done = subprocess.run(sys.argv[1:], text=True, capture_output=True)
clock = time.perf_counter() - begin
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(done.returncode, clock, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024)
"""


def write(folder: Path, lines: int) -> dict[str, Path]:
    """Write the same entries as CSV (bare and quoted), FEC, ledger and beancount journals."""
    rng = random.Random(1)  # noqa: S311  (a benchmark, not a secret)
    accounts = [(1000 + 10 * n, f"Account {n}") for n in range(120)]
    paths = {
        kind: folder / f"ledger.{kind}" for kind in ("csv", "quoted", "fec", "ledger", "beancount")
    }
    files = {kind: path.open("w", encoding="utf-8") for kind, path in paths.items()}
    header = "Date,Entry,Account,Account name,Description,Debit,Credit,Currency\n"
    files["csv"].write(header)
    files["quoted"].write(header)
    files["fec"].write(
        "JournalCode\tJournalLib\tEcritureNum\tEcritureDate\tCompteNum\tCompteLib\tCompAuxNum\t"
        "CompAuxLib\tPieceRef\tPieceDate\tEcritureLib\tDebit\tCredit\tEcritureLet\tDateLet\t"
        "ValidDate\tMontantdevise\tIdevise\n"
    )
    for number, _ in accounts:
        files["beancount"].write(f"2025-01-01 open Assets:A{number} USD\n")
    for n in range(lines // 2):
        day = dt.date(2025, 1, 1) + dt.timedelta(days=n * 364 // (lines // 2))
        (a, first), (b, second) = rng.choice(accounts), rng.choice(accounts)
        value, text = f"{rng.randrange(1, 10**6) / 100:.2f}", f"Invoice {n} of {rng.randrange(500)}"
        comma, code = value.replace(".", ","), f"{day:%Y%m%d}"
        head = f"VE\tVentes\t{n + 1}\t{code}"
        tail = f"\t\tP{n}\t{code}\t{text}"
        begin, end = f"{day},E{n}", "USD\n"
        rows = (
            f"{begin},{a},{first},{text},{value},,{end}{begin},{b},{second},{text},,{value},{end}"
        )
        files["csv"].write(rows)
        files["quoted"].write('"' + rows[:-1].replace(",", '","').replace("\n", '"\n"') + '"\n')
        files["fec"].write(
            f"{head}\t{a}00\t{first}\t{tail}\t{comma}\t0,00\t\t\t{code}\t\t\n"
            f"{head}\t{b}00\t{second}\t{tail}\t0,00\t{comma}\t\t\t{code}\t\t\n"
        )
        files["ledger"].write(f"{day} {text}\n    A:{a}  {value} USD\n    A:{b}  -{value} USD\n\n")
        files["beancount"].write(
            f'{day} * "{text}"\n  Assets:A{a}  {value} USD\n  Assets:A{b}  -{value} USD\n\n'
        )
    for stream in files.values():
        stream.close()
    return paths


def peers(paths: dict[str, Path]) -> list[tuple[str, list[str] | None]]:
    """Return every peer's name and command; None where it is not installed."""
    python = sys.executable

    def module(name: str, code: str, kind: str) -> list[str] | None:
        found = subprocess.run([python, "-c", f"import {name}"], capture_output=True, check=False)
        return [python, "-c", code, str(paths[kind])] if found.returncode == 0 else None

    def program(name: str, *arguments: str) -> list[str] | None:
        found = shutil.which(name)
        return [found, *arguments] if found else None

    return [
        ("Bestplaced, CSV: read", [python, "-c", _READ, str(paths["csv"])]),
        ("Bestplaced, CSV: read, measure, judge", [python, "-c", _SELF, str(paths["csv"])]),
        ("Bestplaced, CSV in quotes: the same", [python, "-c", _SELF, str(paths["quoted"])]),
        ("Bestplaced, FEC: read, measure, judge", [python, "-c", _SELF, str(paths["fec"])]),
        ("pandas, CSV: read and group (floats)", module("pandas", _PANDAS, "csv")),
        ("beancount: load", module("beancount", _BEANCOUNT, "beancount")),
        ("ledger: balance", program("ledger", "-f", str(paths["ledger"]), "balance")),
        ("hledger: balance", program("hledger", "-f", str(paths["ledger"]), "balance")),
    ]


def main(lines: int, more: list[int]) -> None:
    """Print the table of all peers, and below it that of the growth."""
    print(f"| {lines:,} lines | s by the clock | processor s | peak MB |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for name, command in peers(write(Path(folder), lines)):
            print(f"| {name} | {_measured(command)} |", flush=True)
    print("\n| lines | file | s by the clock | processor s | peak MB |\n|---|---|---|---|---|")
    for count in more:
        with tempfile.TemporaryDirectory() as folder:
            paths = write(Path(folder), count)
            for kind in ("csv", "fec"):
                found = _measured([sys.executable, "-c", _SELF, str(paths[kind])])
                print(f"| {count:,} | {kind.upper()} | {found} |", flush=True)


def _measured(command: list[str] | None) -> str:
    """Return what a program took, as cells of a table."""
    if command is None:
        return "not installed | |"
    done = subprocess.run(
        [sys.executable, "-c", _RUN, *command], text=True, capture_output=True, check=True
    )
    code, clock, seconds, peak = done.stdout.split()
    return f"{float(clock):.1f} | {float(seconds):.1f} | {peak}" if code == "0" else "failed | |"


if __name__ == "__main__":
    counts = [int(argument) for argument in sys.argv[1:]] or [1_000_000]
    main(counts[0], counts[1:])
