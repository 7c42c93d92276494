"""Coverage-guided fuzzing of every reader: only an IntakeError may come out of any bytes.

    python tests/fuzz/fuzz_readers.py -max_total_time=60
    python tests/fuzz/fuzz_readers.py crash-0123...        one input again

Starts from one good sample of each format. What is read has to balance, and its rows to add up.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris  # type: ignore[import-untyped,import-not-found,unused-ignore]  # Linux only

sys.path.insert(0, str(Path(__file__).parents[2]))
with atheris.instrument_imports(include=["bestplaced.intake"]):
    from bestplaced.errors import IntakeError
    from bestplaced.intake.columns import Mapping
    from bestplaced.intake.formats import parse_export
    from bestplaced.intake.ledger import Ledger
    from bestplaced.intake.timelog import TimeLog
from tests.exports import TEXTS

# Without stated choices, many files stop at the first question; both ways are walked.
STATED = Mapping(decimal="point", date_order="dmy", currency_code="EUR")


def check(content: bytes) -> None:
    """Read bytes with and without stated choices; raise what no reader may let through."""
    for mapping in (None, STATED):
        try:
            found = parse_export(content, "x", mapping)
        except IntakeError as error:
            if not error.faults:
                raise AssertionError("refused without a reason") from error
            continue
        if isinstance(found, Ledger) and found.debits != found.credits:
            raise AssertionError("what was read does not balance")
        rows = found.rows if isinstance(found, Ledger | TimeLog) else None
        if rows and rows.total != rows.read + rows.refused:
            raise AssertionError("rows do not add up")


def main() -> None:
    """Fuzz from the samples, or run the inputs named on the command line."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in TEXTS.items():
            (Path(folder) / name.replace(" ", "_")).write_text(text, encoding="utf-8", newline="")
        named = any(not argument.startswith("-") for argument in sys.argv[1:])
        atheris.Setup(sys.argv if named else [*sys.argv, folder], check)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
