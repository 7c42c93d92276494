"""Robustness in the terminal: what it is worth, what is certain, what is a toss-up, what to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from bestplaced.cli.page import currency_amount, figure, frame, page
from bestplaced.cli.robust_answers import CERTAIN, OPEN, answers, no_plan

if TYPE_CHECKING:
    from rich.console import Console


def show(data: dict[str, Any]) -> None:
    """Print the robustness of a plan for a person."""
    console = page(width=100)
    done, asked = data["draws_done"], data["draws_asked"]
    title = f"{data['case']}: how sure the plan is, over {done} draws"
    console.print(Text(title, "bold"))
    if done < asked:
        console.print(Text(f"Interrupted: {done} of {asked} draws are done.", "yellow"))
    for line in no_plan(data) if done else ():
        console.print(Text(line, "yellow"))
    if "standings" not in data:
        return
    _answers(console, data)
    _headline(console, data)
    _rest(console, data)
    _learn(console, data)
    _safest(console, data)
    note = (
        f"Each draw gives all {len(data['inputs'])} uncertain inputs another value within their "
        "ranges (ranges that nobody stated follow from the grade of the figure, a judgement) and "
        "solves the case anew; every draw's plan is proven and verified. The draws are the same "
        "for the same seed."
    )
    console.print(Text(note, "dim"))


def _money(data: dict[str, Any], value: float | None) -> str:
    """Return money in the case's currency, or a dash."""
    return "-" if value is None else currency_amount(data["currency"], value)


def _answers(console: Console, data: dict[str, Any]) -> None:
    """Print the four questions with their answers."""
    for question, lines in answers(data):
        console.print(Text(question, "bold"))
        for line in lines:
            mark, text = ("- ", line[2:]) if line.startswith("- ") else ("", line)
            grid = Table.grid(padding=0)
            grid.add_row(Text(f"  {mark}"), Text(text))
            console.print(grid)
    console.print()


def _headline(console: Console, data: dict[str, Any]) -> None:
    """Print gains, regret and the extremes in sentences."""
    console.print(Text("What the plan is worth", "bold"))
    best, kept, regret = data["gain_of_best"], data["gain_of_recommended"], data["regret"]
    lines = (
        (
            f"In eight draws of ten the best plan saves between {_money(data, best['p10'])} and "
            f"{_money(data, best['p90'])} a year against today "
            f"(middle {_money(data, best['p50'])})."
        ),
        (
            "The plan recommended now, kept whatever comes, saves between "
            f"{_money(data, kept['p10'])} and {_money(data, kept['p90'])}; its regret against the "
            f"best plan of each draw is {_money(data, regret['p50'])} in the middle and above "
            f"{_money(data, regret['p90'])} in one draw of ten."
        ),
        (
            f"It fits as it is in {data['recommended_fits']:.0%} of draws; in the others "
            "somebody's hours run out, and the cheapest single moves that mend it are counted"
            f"{_unmended(data)}."
        ),
        (
            f"Moving nothing is best in {data['nothing_moves_best']:.0%} of draws, moving "
            f"everything that may be moved in {data['everything_moves_best']:.0%}; on average "
            f"{data['share_outside']:.0%} of the responsibilities lie outside the business."
        ),
    )
    for line in lines:
        console.print(Text(line))
    console.print()


def _unmended(data: dict[str, Any]) -> str:
    """Return in how many draws no single moves make the recommended plan fit."""
    share = data["recommended_cannot_be_kept"]
    return f" (in {share:.1%} of draws none does: these have no regret here)" if share else ""


def _rest(console: Console, data: dict[str, Any]) -> None:
    """Print how the other placements stand, in one line each kind."""
    bands = ((CERTAIN, 1.01, "certain (95 % or more)"), (OPEN, CERTAIN, "likely (75-95 %)"),
             (0.0, OPEN, "open (below 75 %)"))  # fmt: skip
    table = frame(("how sure", "left"), ("responsibilities", "left"), title="All placements")
    for low, high, name in bands:
        inside = [s for s in data["standings"] if low <= s["share"] < high]
        inside.sort(key=lambda s: s["responsibility"])
        text = ", ".join(s["responsibility"] for s in inside)
        table.add_row(f"{name}: {len(inside)}", text)
    console.print(table)


def _learn(console: Console, data: dict[str, Any]) -> None:
    """Print what learning each of the inputs that matter most is worth."""
    if not data["worth_learning"]:
        return
    table = frame(
        ("input", "left"), ("assumed", "right"), ("range", "right"), ("unit", "left"),
        ("grade", "left"), ("worth a year", "right"), ("±", "right"),
        title="What learning one input better is worth",
    )  # fmt: skip
    for one in data["worth_learning"]:
        table.add_row(
            one["what"], figure(one["value"]), f"{figure(one['low'])}-{figure(one['high'])}",
            one["unit"], one["grade"], _money(data, one["worth"]),
            _money(data, one["standard_error"]),
        )  # fmt: skip
    console.print(table)


def _safest(console: Console, data: dict[str, Any]) -> None:
    """Print the plan with the best worst decile where it differs."""
    safest = data["safest_plan"]
    if safest is None:
        console.print(Text("No plan met in the draws has a better worst decile.\n"))
        return
    kept = data["gain_of_recommended"]
    text = (
        f"A more careful plan saves {_money(data, safest['gain']['p10'])} or more in nine draws of "
        f"ten (the recommended one {_money(data, kept['p10'])}), and "
        f"{_money(data, safest['gain']['p50'])} in the middle "
        f"({_money(data, kept['p50'])}). It differs in: "
    )
    parts = (f"{d['responsibility']} {d['name']} with {d['safest']}" for d in safest["differs"])
    console.print(Text(text + ", ".join(parts) + ".\n"))
