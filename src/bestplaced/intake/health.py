"""The health of the books: score, parts, months behind, and what cleaning up may cost (F8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from bestplaced.catalogue import load_catalogue
from bestplaced.intake.advice import ADVICE
from bestplaced.intake.bank_match import bank_matched
from bestplaced.intake.health_checks import Check, all_checks
from bestplaced.intake.ledger import major

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from bestplaced.intake.bank import BankStatement
    from bestplaced.intake.seen import Seen

# F8: c·m^g. c in USD for a month behind, S65 (grade C: reported by one provider); g from S66
# (grade D: six months cost 2.5 to 3 times three, so g = log2 2.5 .. log2 3 = 1.32 .. 1.58).
CLEAN_UP_MONTH: Final = (300, 600)
CLEAN_UP_EXPONENT: Final = (1.3, 1.6)
_BACKLOG_WEIGHT: Final = 20
_THIN: Final = 0.25  # of the usual month: below it a month is not yet booked; judgement
_MONTHS: Final = 12
_ENOUGH: Final = 0.95  # of the weight judged, to be called sound; judgement
_GRADES: Final = ((90, "sound"), (75, "fair"), (50, "needs work"), (0, "poor"))


@dataclass(frozen=True, slots=True)
class CleanUp:
    """What cleaning up may cost (F8), in whole major units of ``currency``.

    ``months_low`` are the months behind; ``months_high`` add what the amiss parts of the months
    booked amount to. Judgement: a range to start a conversation, never a quote.
    """

    low: int
    high: int
    currency: str
    months_low: float
    months_high: float
    basis: str


@dataclass(frozen=True, slots=True)
class Health:
    """The health of the books: ``score`` from 0 (poor) to 100 (sound), None without a ledger.

    ``backlog_months`` is how far the books lie behind ``as_of``; ``clean_up`` is None where the
    currency has no price level in the catalogue.
    """

    score: int | None
    checks: tuple[Check, ...]
    backlog_months: float
    as_of: dt.date
    clean_up: CleanUp | None
    as_of_stated: bool = True

    @property
    def grade(self) -> str:
        """Return the score as a word."""
        word = next((w for least, w in _GRADES if (self.score or 0) >= least), "poor")
        judged = self.measured_weight >= _ENOUGH
        return word if judged or word != "sound" else "sound as far as it could be judged"

    @property
    def score_range(self) -> tuple[int, int]:
        """Return the score if all that could not be judged were bad, and if it were sound."""
        whole = sum(check.weight for check in self.checks)
        lost = sum(c.weight * c.amiss for c in self.checks if c.amiss is not None)
        dark = sum(c.weight for c in self.checks if c.amiss is None)
        return round(100 * (1 - (lost + dark) / whole)), round(100 * (1 - lost / whole))

    @property
    def measured_weight(self) -> float:
        """Return the part of all weights that the files allowed to be measured."""
        whole = sum(check.weight for check in self.checks)
        return sum(c.weight for c in self.checks if c.amiss is not None) / whole

    @property
    def backlog_known(self) -> bool:
        """Return whether some day tells how far the books lie behind, more than their own last."""
        return all(not check.lacks for check in self.checks if check.name == "backlog")

    def to_json(self) -> dict[str, object]:
        """Return plain values for JSON; money in major units."""
        return {
            "score": self.score,
            "score_range": list(self.score_range),
            "grade": self.grade,
            "measured_weight": round(self.measured_weight, 3),
            "as_of": self.as_of.isoformat(),
            "as_of_stated": self.as_of_stated,
            "backlog_months": self.backlog_months,
            "clean_up": None if self.clean_up is None else {
                "low": self.clean_up.low, "high": self.clean_up.high,
                "currency": self.clean_up.currency, "months_low": self.clean_up.months_low,
                "months_high": self.clean_up.months_high, "basis": self.clean_up.basis,
            },
            "checks": [
                {
                    "name": c.name, "title": c.title, "weight": c.weight, "screen": c.screen,
                    "amiss": None if c.amiss is None else round(c.amiss, 4), "says": c.says,
                    "lacks": c.lacks or None, "count": c.count, "amount": float(major(c.amount)),
                    "where": list(c.where),
                    "means": advice.means if (advice := ADVICE.get(c.name)) else None,
                    "do": advice.do if advice else None,
                }
                for c in self.checks
            ],
        }  # fmt: skip


def examine(
    seen: Sequence[Seen],
    currency: str,
    as_of: dt.date,
    *,
    stated: bool = True,
    statements: Sequence[BankStatement] = (),
) -> Health:
    """Return the health of the books as of a day; ``seen`` has at least one ledger.

    ``stated`` says whether a person named that day. Where it is only the last day in the ledgers,
    books that reach it are not judged on how far they lie behind.

    Score = 100 x (1 - the weighted mean of what is amiss), over the checks that could be made.
    """
    in_order = sorted(seen, key=lambda item: item.ledger.first_date)
    behind, said = _backlog(in_order, as_of)
    known = stated or behind or as_of > max(item.ledger.last_date for item in in_order)
    lacks = "" if known else "the day to judge on (--as-of YYYY-MM-DD)"
    amiss = min(1.0, behind / 3) if known else None
    backlog = Check("backlog", "Months behind", _BACKLOG_WEIGHT, said, amiss, lacks)
    matched = bank_matched(in_order, statements, currency)
    checks = (backlog, matched, *all_checks(in_order, currency))
    made = [(c.weight, c.amiss) for c in checks if c.amiss is not None and c.weight]
    lost = sum(weight * amiss for weight, amiss in made) / sum(weight for weight, _ in made)
    months = {int(m) for item in seen for m in np.unique(item.book.months())}
    lost_apart = _apart(checks)
    clean = _clean_up(behind, behind + lost_apart * min(len(months), _MONTHS), currency)
    return Health(round(100 * (1 - lost)), checks, behind, as_of, clean, stated)


def _apart(checks: Sequence[Check]) -> float:
    """Return the weighted mean of what is amiss, backlog left out."""
    made = [(c.weight, c.amiss) for c in checks[1:] if c.amiss is not None and c.weight]
    return sum(w * a for w, a in made) / sum(w for w, _ in made) if made else 0.0


def _backlog(seen: Sequence[Seen], as_of: dt.date) -> tuple[float, str]:
    """Return the months from the last one that is booked as usual to the given day.

    A last month with less than a quarter of the usual entries counts as not booked.
    """
    months = np.concatenate([item.book.months() for item in seen])
    numbers, counts = np.unique(months, return_counts=True)
    usual = float(np.median(counts))
    last = int(numbers[-1])
    for number, count in zip(numbers[::-1].tolist(), counts[::-1].tolist(), strict=True):
        last = number
        if count >= _THIN * usual:
            break
    ledger_end = max(item.ledger.last_date for item in seen)
    booked = (last + 1) if last != int(numbers[-1]) else None
    today = (as_of.year - 1970) * 12 + as_of.month - 1 + as_of.day / 31
    to = (
        booked
        if booked is not None
        else ((ledger_end.year - 1970) * 12 + ledger_end.month - 1 + ledger_end.day / 31)
    )
    behind = round(max(0.0, today - to), 1)
    name = f"{1970 + last // 12}-{last % 12 + 1:02d}"
    says = f"booked as usual up to {name}, {behind} month(s) before {as_of}" if behind \
        else f"booked up to {ledger_end}"  # fmt: skip
    return behind, says


def _clean_up(low: float, high: float, currency: str) -> CleanUp | None:
    level = load_catalogue().price_levels.get(currency)
    if level is None:
        return None
    factor = float(level.factor.value)
    first, last = (
        price * factor * months**power if months else 0.0
        for price, power, months in zip(CLEAN_UP_MONTH, CLEAN_UP_EXPONENT, (low, high), strict=True)
    )
    basis = (
        f"c·m^g (F8) with c {CLEAN_UP_MONTH[0]}-{CLEAN_UP_MONTH[1]} USD a month (S65, grade C) at "
        f"{factor:g} {currency} per USD, g {CLEAN_UP_EXPONENT[0]}-{CLEAN_UP_EXPONENT[1]} (S66, "
        f"grade D), m {low:.1f} to {high:.1f} months (judgement, grade E)"
    )
    return CleanUp(round(first), round(last), currency, low, round(high, 1), basis)
