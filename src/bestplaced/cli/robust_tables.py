"""Robustness in the terminal: what it is worth, what is certain, what is a toss-up, what to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from bestplaced.cli.input_words import amount
from bestplaced.cli.page import currency_amount, frame, page
from bestplaced.cli.robust_answers import CERTAIN, OPEN, answers, holds, no_plan, worth_checking

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
    console.print(Text(_ranges(data), "dim"))
    for line in holds(data):
        console.print(Text(line, "" if data["recommended_fits"] == 1 else "yellow"))
    console.print()
    _answers(console, data)
    _headline(console, data)
    _rest(console, data)
    _learn(console, data)
    _safest(console, data)
    note = "Every draw's plan is proven and verified. The draws are the same for the same seed."
    console.print(Text(note, "dim"))


def _ranges(data: dict[str, Any]) -> str:
    """Return what a draw is, and on what every share below rests."""
    every = data["inputs"]
    graded = sum(not entry["stated"] for entry in every)
    return (
        f"Each draw gives all {len(every)} uncertain inputs another value within their ranges and "
        f"solves the case anew. Nobody stated the range of {graded} of them: it follows from the "
        "grade of the figure, a judgement. So '100%' means in every draw within these ranges, not "
        "beyond doubt. A place is a person of the business or a firm as a whole."
    )


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
        _bridge(data),
        (
            f"Moving nothing is best in {data['nothing_moves_best']:.0%} of draws, moving "
            f"everything that may be moved in {data['everything_moves_best']:.0%}; on average "
            f"{data['share_outside']:.0%} of the responsibilities lie outside the business."
        ),
    )
    for line in lines:
        console.print(Text(line))
    console.print()


def _bridge(data: dict[str, Any]) -> str:
    """Return why the worth over the draws is not the worth that ``plan`` shows."""
    now, kept = data["gain_as_assumed"], data["gain_of_recommended"]
    text = (
        f"At the figures assumed, as 'bestplaced plan' shows it, it saves {_money(data, now)}; "
        f"over the draws {_money(data, kept['p50'])} in the middle."
    )
    if kept["p50"] is None or kept["p50"] <= now:
        return text
    return text + (
        " Ranges reach farther up than down, those of how often things go wrong most of all, so "
        "losses that the plan avoids are on average larger than at the middle values it assumes."
    )


def _rest(console: Console, data: dict[str, Any]) -> None:
    """Print how all placements stand, by name."""
    bands = ((CERTAIN, 1.01, "certain (95% or more)"), (OPEN, CERTAIN, "likely (75-95%)"),
             (0.0, OPEN, "open (below 75%)"))  # fmt: skip
    table = frame(("how sure", "left"), ("responsibilities", "left"), title="All placements")
    for low, high, name in bands:
        inside = [s for s in data["standings"] if low <= s["share"] < high]
        inside.sort(key=lambda s: s["responsibility"])
        text = "; ".join(f"{s['responsibility']} {s['name']}" for s in inside)
        table.add_row(f"{name}: {len(inside)}", text)
    console.print(table)


def _learn(console: Console, data: dict[str, Any]) -> None:
    """Print what learning each of the inputs that are worth it is worth."""
    clear = worth_checking(data)
    if not clear:
        return
    table = frame(
        ("input", "left"), ("assumed", "left"), ("range", "left"), ("grade", "left"),
        ("worth a year", "right"), ("standard error", "right"),
        title="What learning one input better is worth, where that is clear of chance",
    )  # fmt: skip
    for one in clear:
        table.add_row(
            one["what"], amount(one, one["value"]),
            f"{amount(one, one['low'])} to {amount(one, one['high'])}", one["grade"],
            _money(data, one["worth"]), _money(data, one["standard_error"]),
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
        f"({_money(data, kept['p50'])}). {_against_next(data)}"
    )
    console.print(Text(text + "\n"))


def _against_next(data: dict[str, Any]) -> str:
    """Return where the more careful plan differs: from the next best plan, if it is nearly that."""
    careful = {d["responsibility"]: d for d in data["safest_plan"]["differs"]}
    other = data["next_plan"]
    there = {} if other is None else {d["responsibility"]: d["other"] for d in other["differs"]}
    apart = {r for r in {*careful, *there}
             if there.get(r) != (careful[r]["safest"] if r in careful else None)}  # fmt: skip
    if there and not apart:
        return "It is the best other plan described above."
    if len(apart) < len(careful) / 2:
        names = {s["responsibility"]: s["name"] for s in data["standings"]}
        parts = (
            f"{r} {names[r]} with "
            + (careful[r]["safest"] if r in careful else "whom the plan has it with")
            for r in sorted(apart)
        )
        return f"It is the best other plan described above, but for {', '.join(parts)}."
    parts = (f"{r} {d['name']} with {d['safest']}" for r, d in careful.items())
    return f"It differs in: {', '.join(parts)}."
