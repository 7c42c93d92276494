"""What every command that writes papers from a deal shares: its options, the case, the deal."""

from __future__ import annotations

import functools
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection

    from bestplaced.case.business import Case
    from bestplaced.deal import Deal
    from bestplaced.intake import Measurement
    from bestplaced.plan import Outcome

DAY = click.DateTime(["%Y-%m-%d"])


@dataclass(frozen=True)
class Asked:
    """The case, its measured volumes, the provider, the language, and how to solve."""

    case_file: str
    ledgers: tuple[str, ...]
    mapping: tuple[str, ...]
    as_of: dt.datetime | None
    provider: str | None
    language: str
    seed: int
    time_limit: float | None

    @functools.cached_property
    def measured(self) -> Measurement | None:
        """What the ledgers say, if any are given."""
        from bestplaced.cli.plan import measured_of  # noqa: PLC0415 - imported when used

        return measured_of(self.ledgers, self.mapping, self.as_of)

    @functools.cached_property
    def case(self) -> Case:
        """The complete case."""
        from bestplaced.cli.plan import case_of  # noqa: PLC0415 - imported when used

        return case_of(self.case_file, self.measured, ())

    def outcome(self, references: Collection[str]) -> Outcome:
        """Return the best plan, with these reference plans beside it."""
        from bestplaced.cli.plan import solved  # noqa: PLC0415 - imported when used

        return solved(self.case, self.seed, self.time_limit, quiet=False, references=references)

    def struck(self, outcome: Outcome, beta: float = 0.5) -> Deal:
        """Return the deal on an outcome."""
        from bestplaced.deal import deal  # noqa: PLC0415 - imported when used

        return deal(outcome, beta=beta, provider=self.provider, time_limit=self.time_limit)

    def deal(self, beta: float = 0.5) -> Deal:
        """Return the deal on the best plan, with no more beside it than a deal needs."""
        from bestplaced.plan.reference import WITHOUT  # noqa: PLC0415 - imported when used

        return self.struck(self.outcome((WITHOUT,)), beta)


def asking(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add CASE and the shared options to a command; it gets them as one `Asked`, first."""

    @functools.wraps(command)
    def with_asked(**options: Any) -> Any:  # noqa: ANN401 - whatever the command takes and returns
        asked = Asked(**{field.name: options.pop(field.name) for field in fields(Asked)})
        return command(asked, **options)

    for option in (
        click.option("--time-limit", type=click.FloatRange(min=0.1, max=86_400),
                     help="Seconds for each solve."),
        click.option("--seed", default=0, show_default=True, help="Seed of the solver."),
        click.option("--language", default="en", show_default=True, help="Language of the texts."),
        click.option("--provider", metavar="P",
                     help="Deal with this provider (default: the one inside)."),
        click.option("--as-of", type=DAY, metavar="YYYY-MM-DD",
                     help="Count the months the books lie behind up to this day."),
        click.option("--map", "mapping", multiple=True, metavar="PART=COLUMN,...",
                     help="Name columns of a CSV ledger, as for `measure`."),
        click.option("--ledger", "ledgers", multiple=True, metavar="FILE",
                     help="Measure volumes from it."),
        click.argument("case_file", metavar="CASE"),
    ):  # fmt: skip
        with_asked = option(with_asked)
    return with_asked


share = click.option("--beta", default=0.5, show_default=True, type=click.FloatRange(0, 1),
                     help="The provider's share of the band.")  # fmt: skip
sender = click.option("--brand", "brand_file", metavar="FILE",
                      help="YAML: name, address, colour, logo.")  # fmt: skip


def formats_of(listed: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """Return the formats asked for, each once.

    Raises:
        CaseError: every unknown one, or none is given.

    """
    from bestplaced.errors import CaseError, Fault  # noqa: PLC0415 - imported when used

    named = (form.strip().lower() for form in listed.split(","))
    found = tuple(dict.fromkeys(form for form in named if form))
    wrong = [form for form in found if form not in known] if found else ["nothing"]
    if wrong:
        remedy = f"Use some of {', '.join(known)}."
        raise CaseError([Fault(f"unknown format '{w}'.", "--format", remedy) for w in wrong])
    return found
