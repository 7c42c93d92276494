"""Bank exports that nobody here wrote; the shared folder is not part of the repository.

Counts were made apart with grep: ``<Ntry>``, ``<STMTTRN>``, ``^:61:``, ``^:60``.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bestplaced.intake import measure, read_statements

ROOT = Path(__file__).parents[4]
SHARED = Path(os.environ.get("BESTPLACED_SHARED") or ROOT.parent / "shared")
EXPORTS = SHARED / "exports"

pytestmark = pytest.mark.skipif(
    not (EXPORTS / "camt").is_dir(),
    reason="shared exports absent (set BESTPLACED_SHARED to their folder)",
)


@pytest.mark.parametrize(
    ("name", "statements", "lines", "money_in", "money_out"),
    [
        ("camt/camt053.v2.minimal.xml", 1, 1, 885, 0),
        ("camt/camt053.v2.multi.statement.xml", 2, 2, 885, 700),
        ("camt/camt053.v4.xml", 1, 1, 885, 0),
        ("camt/camt053.v8.xml", 1, 1, 885, 0),
        ("camt/camt054.v4.xml", 1, 1, 0, 20_000_000),
        ("ofx/checking.ofx", 1, 3, 1, 5_951),  # 0.01; 34.51 + 25.00
        ("ofx/bank_medium.ofx", 1, 3, 0, 34_527),  # 6.60 + 316.67 + 22.00
        ("ofx/suncorp.ofx", 1, 1, 0, 1_685),
        ("ofx/fidelity.ofx", 1, 3, 40, 97),  # 0.24 + 0.16; 0.97
        ("mt940/asnb.txt", 31, 8, 282_890, 277_196),
        ("mt940/abnamro.sta", 2, 10, 0, 34_593),
        # -5,000.00 - 118.90; 340.33 + 564.05
        ("paypal/paypal_example.csv", 1, 4, 90_438, 511_890),
        ("mt940/sepa_mt9401.sta", 26, 97, 518_847_494, 1_445_761_084),
    ],
)
def test_every_bank_file(
    name: str, statements: int, lines: int, money_in: int, money_out: int
) -> None:
    found = read_statements(EXPORTS / name)
    assert len(found) == statements
    assert sum(len(item.lines) for item in found) == lines
    assert sum(item.money_in for item in found) == money_in
    assert sum(item.money_out for item in found) == money_out


@pytest.mark.parametrize("name", ["asnb.txt", "sepa_mt9401.sta"])
def test_every_statement_adds_up_to_the_cent(name: str) -> None:
    assert {item.difference for item in read_statements(EXPORTS / "mt940" / name)} == {0}


def test_statements_that_do_not_add_up_are_said() -> None:
    found = measure([EXPORTS / "mt940" / "abnamro.sta"])
    said = " ".join(str(finding) for finding in found.findings)
    # 3,236.28 - 321.44 = 2,914.84, and 2,876.84 - 24.49 = 2,852.35: the sample was shortened
    assert "opening 3,236.28 EUR + 8 lines -321.44 EUR is not closing 876.84 EUR" in said
    assert "opening 2,876.84 EUR + 2 lines -24.49 EUR is not closing 1,849.75 EUR" in said


def test_securities_are_counted_apart() -> None:
    (found,) = read_statements(EXPORTS / "ofx" / "fidelity.ofx")
    assert found.unread == 14
    assert "14 purchases, sales and income of securities" in str(found.findings[0])


def test_all_bank_files_together() -> None:
    folders = ("camt", "ofx", "mt940")
    found = measure([path for name in folders for path in sorted((EXPORTS / name).iterdir())])
    drivers = {volume.driver: volume.value for volume in found.volumes}
    # 131 lines in all; the same line of three CAMT samples (v2, v4, v8) counts twice, because
    # v4 and v8 agree in all parts and v2 carries no bank reference
    assert drivers["bank_lines"] == 130
