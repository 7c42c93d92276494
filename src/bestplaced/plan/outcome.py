"""Three nouns: `Case` is the input, `Plan` the answer, `Outcome` the account of the run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bestplaced.case.business import Case
    from bestplaced.plan.termination import Termination
    from bestplaced.plan.verify import Account
    from bestplaced.risk import RiskTags


@dataclass(frozen=True)
class Plan:
    """A complete set of placements, verified: its account breaks no rule."""

    account: Account

    @property
    def placements(self) -> dict[str, str]:
        """Responsibility -> performer."""
        return self.account.placements


@dataclass(frozen=True)
class WorstYearLimit:
    """A limit on a party's worst 5 years in 100 (F9): what it allows, and what it changes.

    Money a year: ``most`` by the case, ``found`` under the plan, ``unlimited`` under the best
    plan without any limit; ``worth`` is what dropping all limits of the case would save.
    ``sent_back`` is the part of ``found`` that yearly caps of others add, at most; without such
    caps nothing, and ``found`` and ``unlimited`` are exact.
    """

    party: str
    most: float
    found: float
    unlimited: float
    worth: float
    sent_back: float | None = None


@dataclass(frozen=True)
class Outcome:
    """Why the run stopped, and, apart from it, whether there is a plan.

    ``bound`` is a proven lower bound on the objective, money a year; ``gap`` is relative to the
    objective; ``seconds`` are the solver's. ``references`` are the plans of F11 by name, *today*
    and *best* included. ``limits`` are those on worst years; the ``case`` carries the terms that
    the plan takes to obey them.
    """

    case: Case
    termination: Termination
    plan: Plan | None
    bound: float
    gap: float
    seconds: float
    seed: int
    versions: dict[str, str]
    references: dict[str, Account]
    tags: RiskTags
    limits: tuple[WorstYearLimit, ...] = ()

    @property
    def today(self) -> Account:
        """The account of today's placements."""
        return self.references["today"]

    @property
    def surplus(self) -> float:
        """Today's objective less the best one, money a year (joint, F9)."""
        if self.plan is None:
            msg = "there is no plan, so there is no surplus"
            raise ValueError(msg)
        return self.today.objective - self.plan.account.objective
