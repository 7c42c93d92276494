"""The health of the books as a person reads it: verdict, checks, clean-up, what is spent today."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.padding import Padding

    from bestplaced.intake import Health, Measurement

_SHOWN = 4
_PAY_SHOWS = 90  # days after which books without wages are worth a word
_ROLE_WORDS = {"finance_payroll": "Office payroll (finance: part of it)"}
_AMISS = ((0.02, "green", "sound"), (0.3, "yellow", "look"), (1.01, "red", "mend"))


def show_health(measurement: Measurement, console: Console) -> None:
    """Print the health report of a measurement that has a ledger with entries."""
    from rich.text import Text  # noqa: PLC0415 - imported when used

    health = measurement.health
    if health is None:
        return
    low, high = health.score_range
    shown = f"{health.score} of 100" if low == high else f"{low} to {high} of 100"
    console.print(Text(f"Health of the books: {shown}, {health.grade}", style="bold"))
    said = f"Judged as of {health.as_of}" + (
        "." if health.as_of_stated else ", the last day in these files; --as-of states another."
    )
    if low != high:
        said += (
            f" {1 - health.measured_weight:.0%} of the weight could not be judged: the range runs "
            f"from all of it bad to all of it sound. What could be judged scores {health.score}."
        )
    console.print(Text(f"{said} Weights and limits are judgements.", style="dim"))
    _checks(health, console)
    _next(health, console)
    _clean_up(health, measurement.currency, console)


def _checks(health: Health, console: Console) -> None:
    from rich.table import Table  # noqa: PLC0415 - imported when used
    from rich.text import Text  # noqa: PLC0415 - imported when used

    table = Table()
    table.add_column("check", no_wrap=True)
    table.add_column("", no_wrap=True)
    table.add_column("what the books show", overflow="fold")
    for check in health.checks:
        if check.amiss is None:
            table.add_row(check.title, "-", Text(f"not visible: lacks {check.lacks}"), style="dim")
            continue
        amiss = check.amiss
        _, colour, word = next(item for item in _AMISS if amiss < item[0])
        said = check.says + (f"\n  {', '.join(check.where[:3])}" if check.where else "")
        if check.screen:
            colour, word = "dim", "screen"
        table.add_row(check.title, Text(word, style=colour), Text(said))
    console.print(table)


def _indented(text: str) -> Padding:
    from rich.padding import Padding  # noqa: PLC0415 - imported when used
    from rich.text import Text  # noqa: PLC0415 - imported when used

    return Padding(Text(text), (0, 0, 0, 2))


def _next(health: Health, console: Console) -> None:
    """Say what to do about what was found, and what to ask for to judge the rest."""
    from rich.text import Text  # noqa: PLC0415 - imported when used

    from bestplaced.intake.advice import to_ask, to_do  # noqa: PLC0415 - imported when used

    found, wanted = to_do(health.checks), to_ask(health.checks)
    console.print(Text("What to do", style="bold"))
    for place, (title, advice) in enumerate(found, 1):
        console.print(_indented(f"{place}. {title}. {advice.means} {advice.do}"))
    if not found:
        console.print(_indented("Nothing stands out in what could be judged."))
    if wanted:
        console.print(_indented(f"To judge the rest, ask for: {'; '.join(wanted)}."))
    console.print(
        Text("  Counts come from the files; what they mean is judgement, for a conversation.",
             style="dim")
    )  # fmt: skip


def show_summary(measurement: Measurement, console: Console) -> None:
    """Print in a few sentences what the books are, earn and look like, where there is a ledger."""
    from rich.text import Text  # noqa: PLC0415 - imported when used

    from bestplaced.intake.advice import to_do  # noqa: PLC0415 - imported when used
    from bestplaced.intake.ledger import money  # noqa: PLC0415 - imported when used

    if not measurement.files:
        return
    pnl, health = measurement.pnl, measurement.health
    names = dict.fromkeys(item.organisation or item.source for item in measurement.files)
    first = min(item.first_date for item in measurement.files)
    last = max(item.last_date for item in measurement.files)
    said = [
        f"{', '.join(names)}: {sum(item.entries for item in measurement.files):,} entries from "
        f"{first} to {last}" + (", all balanced to the cent." if all(
            item.balanced for item in measurement.files) else ", not all of them balanced.")
    ]  # fmt: skip
    share = f", {pnl.result / pnl.revenue:.0%} of revenue" if pnl.revenue else ""
    said.append(
        f"Revenue {money(pnl.revenue, measurement.currency)}, result "
        f"{money(pnl.result, measurement.currency)}{share}, over {measurement.cover.days} days."
    )
    long = measurement.cover.days >= _PAY_SHOWS
    if long and pnl.revenue and not dict(pnl.by_meaning).get("payroll"):
        said.append("No wages are seen: nobody is employed, or pay is booked elsewhere.")
    if health is not None:
        low, high = health.score_range
        shown = f"{health.score}" if low == high else f"{low} to {high}"
        titles = (
            ", ".join(title for title, _ in to_do(health.checks))
            or "nothing in what could be judged"
        )
        said.append(f"Health {shown} of 100. To mend or look at: {titles}.")
    console.print(Text("In short", style="bold"))
    for line in said:
        console.print(_indented(line))
    console.print()


def _clean_up(health: Health, currency: str, console: Console) -> None:
    from rich.text import Text  # noqa: PLC0415 - imported when used

    found = health.clean_up
    if found is None:
        stated = "has no price level for this currency" if currency else "needs a currency"
        text = f"Clean-up: no estimate, as the catalogue {stated} (--map currency_code=...)."
    elif found.high == 0:
        text = "Clean-up: none needed by what could be judged."
        if health.measured_weight < 1:
            text += " What could not be judged may change this."
    else:
        text = (
            f"Clean-up, a range to talk about and no quote: {found.low:,} to {found.high:,} "
            f"{found.currency}, for {found.months_low:.1f} to {found.months_high:.1f} months' work"
        )
    console.print(Text(text, style="bold"))
    if found is not None and found.high:
        console.print(Text(f"  {found.basis}", style="dim"))
    console.print()


def show_baseline(measurement: Measurement, console: Console) -> None:
    """Print what the books say is spent and earned today, where there is a ledger."""
    from rich.table import Table  # noqa: PLC0415 - imported when used
    from rich.text import Text  # noqa: PLC0415 - imported when used

    from bestplaced.intake.ledger import major  # noqa: PLC0415 - imported when used

    today = measurement.baseline
    if today is None:
        return
    weak = f" (weak: {measurement.cover.days} days only)" if measurement.cover.weak else ""
    table = Table(title=f"Today's baseline, per year{weak}", title_justify="left")
    table.add_column("")
    table.add_column(measurement.currency or "amount", justify="right")
    table.add_column("from", style="dim", overflow="fold")
    table.add_row("Expenses", f"{major(today.expenses):,.2f}", "all cost accounts")
    table.add_row("Operating income", f"{major(today.income):,.2f}",
                  "revenue less costs, before interest and tax on profit")  # fmt: skip
    if today.drawn > 0:
        table.add_row("Drawn by owners", f"{major(today.drawn):,.2f}",
                      "debits less credits of equity: no expense, but maybe their pay")  # fmt: skip
    for role, amount, accounts in today.spend:
        rest = len(accounts) - _SHOWN
        shown = ", ".join(accounts[:_SHOWN]) + (f" and {rest} more" if rest > 0 else "")
        name = _ROLE_WORDS.get(role, role.replace("_", " ").capitalize())
        table.add_row(name, f"{major(amount):,.2f}", Text(shown))
    if not today.spend:
        table.add_row("Finance spend", "-", "no account name shows any; --account states one")
    console.print(table)
