"""The trade of risk in the terminal: in words, risk by risk, year by year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from bestplaced.case.business import BUSINESS, NOBODY
from bestplaced.cli.page import column_amount, frame, page
from bestplaced.cli.page import currency_amount as money
from bestplaced.cli.risk_years import worst_years
from bestplaced.explain import PLANS
from bestplaced.risk.exposures import UNBORNE
from bestplaced.risk.party_laws import ALL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from bestplaced.explain import Carried, RiskReport, RiskTrade
    from bestplaced.plan import Outcome

_TOLD = 3  # trades told in words
_SHOWN = 16  # trades with a row of their own
_BAR = 50  # characters of the longest bar
_WHOLE = 0.995  # a share that is read as the whole
_PRICES = """The price of a risk: what it costs in an average year, a charge for bad years,
premiums, and what carelessness costs where the one who could prevent a loss does not pay it. It
is no bill. A percentage beside a name: its part of the average loss; others pay the rest. Rounded
sums may miss the last unit."""
_SHARED = """Shared years and shocks: the price of several risks striking in one hectic or lean
year, or with one person who leaves."""
_TAGS = """Each party with its best person for the work. Today's price is higher where nobody does
the work (it then goes wrong {nobody:g} times as often as with the owner), somebody else does it,
or one person holds duties that should be apart; lower where others pay part. A dash: it does not
arise there."""
_YEARS = """1 in 20, 1 in 100: one year in so many is worse. Worst 5 %: the average of the worst 5
years in 100. Means add up over the parties; the rest does not: your bad years are not theirs.
Premiums and fees are not included."""
_BEYOND = """ Beyond all means: what staff, lenders and the state would never be paid."""
_SURE = """Only the told years (and what yearly caps change) are drawn by lot; all else is exact
for ranges that are judgement (grade E) unless the case gave its own."""


def show(outcome: Outcome, report: RiskReport) -> None:
    """Print the report for a person."""
    console = page(100)
    _headline(console, outcome, report)
    trades = sorted(report.trades, key=lambda trade: (-abs(trade.worth), -trade.today.price))
    if report.plan != "today":
        _words(console, outcome, trades)
    _trades(console, outcome, report, trades)
    _prices(console, outcome, trades)
    _chart(console, outcome, report)
    _years(console, outcome, report)
    worst_years(console, outcome.case.currency, report)
    _note(console, _SURE)


def _note(console: Console, text: str) -> None:
    """Print what the figures above are and are not."""
    console.print(Text(text.replace("\n", " "), "dim"))


def _headline(console: Console, outcome: Outcome, report: RiskReport) -> None:
    """Print what the trade is worth, how sure it is, and what to hold its losses against."""
    currency = outcome.case.currency
    console.print(Text(f"{outcome.case.name}: the trade of risk", "bold"))
    before = outcome.today.risk
    after = outcome.references[PLANS[report.plan]].risk
    if report.plan == "today":
        console.print(Text(f"The price of risk today is {money(currency, before)} a year."))
        _sanity(console, outcome, report)
        return
    name = _plan_name(report.plan)
    word = "falls" if after <= before else "rises"
    console.print(
        Text.assemble(
            f"With {name} the price of risk {word} from {money(currency, before)} to "
            f"{money(currency, after)} a year, a trade worth ",
            (money(currency, before - after), "bold green" if after <= before else "bold red"),
            ".",
        )
    )
    odds = report.odds
    if odds is not None:
        console.print(
            Text(
                f"The business loses less to risks than it would have today in "
                f"{_years_of_hundred(odds.business)}, all parties together in "
                f"{_years_of_hundred(odds.all)}; with work, fees and better decisions counted "
                f"too, all together are better off in {_years_of_hundred(odds.all_costs)}."
            )
        )
    _sanity(console, outcome, report)


def _sanity(console: Console, outcome: Outcome, report: RiskReport) -> None:
    """Print what an average year loses today, for an owner to hold against the books."""
    case, mean = outcome.case, report.years[BUSINESS]["today"].mean
    text = (
        f"Today the business's losses from these risks average {money(case.currency, mean)} a "
        f"year, {mean / case.revenue:.1%} of revenue; if your books show less, write what you know "
        "of the largest ones (`risks:` in the case file)."
    )
    console.print(Text(text))
    console.print()


def _plan_name(plan: str) -> str:
    return {"best": "the best plan", "cheapest": "the plan cheapest by cost"}.get(plan, PLANS[plan])


def _years_of_hundred(chance: float) -> str:
    """Return a chance in words; never a rounded certainty."""
    if chance > 0.995:  # noqa: PLR2004 - would read 100
        return "more than 99 of 100 years"
    if chance < 0.005:  # noqa: PLR2004 - would read 0
        return "less than 1 of 100 years"
    return f"{chance * 100:.0f} of 100 years"


def _who(side: Carried) -> str:
    """Return who carries a risk, with its part where others carry some of it too."""
    if not side.bearer:
        return NOBODY if side.performers else "does not occur"
    return side.bearer if side.share >= _WHOLE else f"{side.bearer} {side.share:.0%}"


def _words(console: Console, outcome: Outcome, trades: list[RiskTrade]) -> None:
    """Tell the largest trades in sentences."""
    case = outcome.case
    for trade in [t for t in trades if abs(t.worth) >= 1][:_TOLD]:
        risk, today, plan = case.risks[trade.risk], trade.today, trade.plan
        name = f"{risk.name} ({risk.cause})"
        if not today.performers:
            text = f"{name} comes with the plan: it costs {money(case.currency, plan.price)} a year"
        else:
            text = (
                f"{name}: today its work lies with {_names(today.performers)} and {today.bearer} "
                f"carries it, at a price of {money(case.currency, today.price)} a year; "
                f"with {_names(plan.performers)} it is {money(case.currency, plan.price)}"
            )
        average = _average(case.currency, today, plan)
        console.print(Text(f"• {text}.{average}"))
    console.print()


def _average(currency: str, today: Carried, plan: Carried) -> str:
    """Return what each party loses by a risk in an average year, today and under the plan."""
    told = []
    for party in dict.fromkeys((*today.parts, *plan.parts)):
        before, then = (side.parts.get(party, 0.0) for side in (today, plan))
        if max(before, then) >= 1:
            old = f"{money(currency, before)} today, " if today.performers else ""
            told.append(f"{party} {old}{money(currency, then)} then")
    return f" An average year's losses from it: {'; '.join(told)}." if told else ""


def _names(performers: tuple[str, ...]) -> str:
    """Return who does the work; that nobody does some of it is told last."""
    people = [p for p in performers if p != NOBODY]
    if not people:
        return NOBODY
    some = " (in part with nobody)" if NOBODY in performers else ""
    return " and ".join(people[:2]) + (" and others" if len(people) > 2 else "") + some  # noqa: PLR2004


def _trades(
    console: Console, outcome: Outcome, report: RiskReport, trades: list[RiskTrade]
) -> None:
    """Print who carries what, before and after, with the rest in one row."""
    currency, alone = outcome.case.currency, report.plan == "today"
    names, figures = ("today carried by", f"{report.plan}: carried by"), ("today", report.plan)
    table = frame(
        ("risk", "left"),
        *((name, "left") for name in (names[:1] if alone else names)),
        *((name, "right") for name in (figures[:1] if alone else (*figures, "worth"))),
        title=f"The trade of every risk: who carries it, and its price a year, {currency}",
    )

    def add(name: str, before: float, after: float, who: Sequence[str] = ("", "")) -> None:
        """Add a row; without a plan beside today, what is today's alone."""
        sums = [column_amount(currency, value) for value in (before, after, before - after)]
        table.add_row(name, *(who[:1] if alone else who), *(sums[:1] if alone else sums))

    for t in trades[:_SHOWN]:
        name = f"{t.risk} {outcome.case.risks[t.risk].name}"
        add(name, t.today.price, t.plan.price, (_who(t.today), _who(t.plan)))
    if rest := trades[_SHOWN:]:
        sums = sum(t.today.price for t in rest), sum(t.plan.price for t in rest)
        add(f"{len(rest)} others (see --json)", *sums)
    tied = report.dependence["today"], report.dependence[report.plan]
    if max(map(abs, tied)) >= 1:
        add("shared years and shocks", *tied)
    table.add_section()
    add("all risks", outcome.today.risk, outcome.references[PLANS[report.plan]].risk)
    table.rows[-1].style = "bold"
    console.print(table)
    _note(console, _PRICES + (f" {_SHARED}" if max(map(abs, tied)) >= 1 else ""))
    console.print()


def _prices(console: Console, outcome: Outcome, trades: list[RiskTrade]) -> None:
    """Print each risk's price to each party that did the work and paid every loss."""
    parties = [p for p in outcome.case.parties if any(p in t.prices for t in trades)]
    currency = outcome.case.currency
    table = frame(
        ("risk", "left"),
        *((party, "right") for party in parties),
        title=f"Price tags: a party does the work and pays every loss itself, {currency} a year",
    )
    for trade in trades[:_SHOWN]:
        name = f"{trade.risk} {outcome.case.risks[trade.risk].name}"
        tags = (column_amount(currency, trade.prices.get(party)) for party in parties)
        table.add_row(name, *tags)
    console.print(table)
    _note(console, _TAGS.format(nobody=outcome.case.assumptions.nobody_risk_factor))
    console.print()


def _chart(console: Console, outcome: Outcome, report: RiskReport) -> None:
    """Draw the business's usual, bad and very bad year under each plan."""
    years = report.years[BUSINESS]
    most = max(year.q99 for year in years.values()) or 1.0
    console.print(
        Text(
            "The business's losses: half of all years stay within █, 19 of 20 within ▓, "
            "99 of 100 within ░",
            "bold",
        )
    )
    for plan, year in years.items():
        ends = [round(_BAR * value / most) for value in (year.median, year.q95, year.q99)]
        bar = "█" * ends[0] + "▓" * (ends[1] - ends[0]) + "░" * (ends[2] - ends[1])
        sums = " · ".join(
            money(outcome.case.currency, value) for value in (year.median, year.q95, year.q99)
        )
        console.print(Text(f"{plan:<11}{bar:<{_BAR}}  {sums}"))
    console.print()


def _years(console: Console, outcome: Outcome, report: RiskReport) -> None:
    """Print every party's yearly loss under each plan."""
    currency = outcome.case.currency
    table = frame(
        ("who, under which plan", "left"),
        ("mean", "right"),
        ("median", "right"),
        ("1 in 20", "right"),
        ("1 in 100", "right"),
        ("worst 5 %", "right"),
        ("no loss", "right"),
        title=f"Yearly loss of each party, {currency}",
    )
    for party, plans in report.years.items():
        if party != ALL and max(year.mean for year in plans.values()) < 1:
            continue
        table.add_row(party, *[""] * 6, style="bold")
        for plan, year in plans.items():
            sums = (year.mean, year.median, year.q95, year.q99, year.cvar95)
            figures = [column_amount(currency, value) for value in sums]
            table.add_row(f"  {plan}", *figures, _percent(year.p_zero))
        table.add_section()
    console.print(table)
    _note(console, _YEARS + (_BEYOND if UNBORNE in report.years else ""))
    _gains(console, outcome, report)
    _errors(console, outcome, report)
    console.print()


def _gains(console: Console, outcome: Outcome, report: RiskReport) -> None:
    """Say by how much the parties' means exceed the line of all together, and why."""
    case, found = outcome.case, []
    for plan, year in report.years[ALL].items():
        parties = [
            plans[plan].mean for q, plans in report.years.items() if q != ALL if plan in plans
        ]
        if (more := sum(parties) - year.mean) >= 1:
            found.append(f"{plan} {money(case.currency, more)}")
    names = [case.risks[t.risk].name for t in report.trades if case.risks[t.risk].transfer]
    if found and names:
        text = (
            f"{', '.join(names)}: that work is a loss of whoever does it, and no gain in the "
            f"business's years; 'all together' leaves it out, so the means add up to more: "
            f"{', '.join(found)}."
        )
        _note(console, text)


def _errors(console: Console, outcome: Outcome, report: RiskReport) -> None:
    """Print how sure the figures under yearly limits are; nothing where there are none."""
    held = [
        f"{party} {money(outcome.case.currency, year.errors['mean'])} and "
        f"{money(outcome.case.currency, year.errors['cvar95'])}"
        for party, plans in report.years.items()
        if (year := plans.get(report.plan)) is not None and year.errors
    ]
    if held:
        text = (
            "Yearly caps and policy limits are counted, in part by simulation. Standard error "
            f"({report.plan}) of the mean and of the worst 5 %: {'; '.join(held)}. More --years "
            "lessen it. Prices of risk do not know yearly limits."
        )
        _note(console, text)


def _percent(chance: float) -> str:
    """Return a chance in whole per cent; never a rounded certainty."""
    if chance > 0.995 and chance < 1:  # noqa: PLR2004 - would read 100 %
        return "> 99%"
    return f"{chance:.0%}" if chance >= 0.005 or chance == 0 else "< 1%"  # noqa: PLR2004
