"""Robustness in the terminal: what it is worth, what is certain, what is a toss-up, what to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from bestplaced.cli.input_words import amount, hours, noun, span
from bestplaced.cli.page import currency_amount, frame, page, percent
from bestplaced.cli.robust_answers import (
    BANDS,
    CERTAIN,
    answers,
    band,
    cannot_be_kept,
    differences,
    moved_by,
    no_plan,
    same_places,
    verdict,
    worth_checking,
)
from bestplaced.cli.robust_hinges import elsewhere

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
    console.print(Text(_draw(data), "dim"))
    _answers(console, data)
    console.print(Text(_ranges(data), "dim"))
    console.print()
    _headline(console, data)
    _safest(console, data)
    _rest(console, data)
    _learn(console, data)
    note = "Every draw's plan is proven and verified. The draws are the same for the same seed."
    console.print(Text(note, "dim"))
    console.print(Text(verdict(data), "bold"))


def _draw(data: dict[str, Any]) -> str:
    """Return what a draw is."""
    return (
        f"Each draw gives all {len(data['inputs'])} uncertain figures another value within their "
        "ranges, all at once, and plans anew."
    )


def _ranges(data: dict[str, Any]) -> str:
    """Return on what every share rests, what a place is, and what the other plans are."""
    graded = sum(not entry["stated"] for entry in data["inputs"])
    return (
        f"How to read it: the ranges of {graded} figures follow from their grade, "
        "a judgement: '100%' is every draw within these ranges, not beyond doubt. Work is placed "
        "with a person of the business or a firm as a whole; who does it inside a firm may change. "
        "The other plans are each one plan kept in all draws, made to fit where it does not; "
        "'bestplaced why CASE WORK' tells what moving a single piece costs."
    )


def _money(data: dict[str, Any], value: float | None) -> str:
    """Return money in the case's currency, or a dash."""
    return "-" if value is None else currency_amount(data["currency"], value)


def _answers(console: Console, data: dict[str, Any]) -> None:
    """Print the four questions with their answers."""
    for question, lines in answers(data):
        console.print(Text(question, "bold"))
        _lines(console, lines)
    console.print()


def _lines(console: Console, lines: list[str]) -> None:
    """Print sentences, those of a list with their mark before them."""
    for line in lines:
        mark, text = ("- ", line[2:]) if line.startswith("- ") else ("", line)
        grid = Table.grid(padding=0)
        grid.add_row(Text(f"  {mark}"), Text(text))
        console.print(grid)


def _headline(console: Console, data: dict[str, Any]) -> None:
    """Print gains, regret and the extremes in sentences."""
    console.print(Text("What the plan is worth", "bold"))
    best, kept, regret = data["gain_of_best"], data["gain_of_recommended"], data["regret"]
    lines = (
        (
            "In eight draws of ten that draw's best plan saves between "
            f"{_money(data, best['p10'])} and {_money(data, best['p90'])} a year against today "
            f"(middle {_money(data, best['p50'])})."
        ),
        (
            "The plan of 'bestplaced plan', kept whatever comes, saves between "
            f"{_money(data, kept['p10'])} and {_money(data, kept['p90'])} against today; against "
            f"the best plan of each draw it costs {_money(data, regret['p50'])} more in the middle "
            f"and above {_money(data, regret['p90'])} more in one draw of ten."
            f"{cannot_be_kept(data)}"
        ),
        _bridge(data),
        (
            f"Moving nothing is best in {percent(data['nothing_moves_best'])} of draws, moving "
            f"everything that may be moved in {percent(data['everything_moves_best'])}; on average "
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
        f"At the figures assumed, as 'bestplaced plan' shows it, it saves {_money(data, now)} "
        f"against today; over the draws {_money(data, kept['p50'])} in the middle."
    )
    if kept["p50"] is None or kept["p50"] <= now:
        return text
    return text + (
        " Ranges reach farther up than down, those of how often things go wrong most of all, so "
        "losses that the plan avoids are on average larger than at the middle values it assumes."
    )


def _rest(console: Console, data: dict[str, Any]) -> None:
    """Print where the plan puts every placement, how sure that is, and where it lies otherwise."""
    moved = moved_by(data)
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in BANDS}
    for s in sorted(data["standings"], key=lambda s: (-s["share"], s["responsibility"])):
        found[band(s, moved)].append(s)
    works = max(len(f"{s['responsibility']} {s['name']}") for s in data["standings"])
    wheres = max(len(s["place"]) for s in data["standings"])
    console.print(Text("All placements: with whom, in what share of draws, and otherwise", "bold"))
    for name, inside in found.items():
        if not inside:
            continue
        console.print(Text(f"{name}: {len(inside)} ({BANDS[name]})"))
        table = Table.grid(padding=(0, 2, 0, 0))
        for width in (works + 2, wheres, 5, None):
            table.add_column(width=width, justify="right" if width == 5 else "left")  # noqa: PLR2004
        for s in inside:
            away = [elsewhere(s)] if s["next_place"] else []
            if s["share"] >= CERTAIN and s["responsibility"] in moved:
                which, place = moved[s["responsibility"]]
                away.append(f"{place} in the {which} plan")
            work = f"  {s['responsibility']} {s['name']}"
            table.add_row(work, s["place"], percent(s["share"]), "; ".join(away))
        console.print(table)
    console.print()


def _learn(console: Console, data: dict[str, Any]) -> None:
    """Print what learning each of the inputs that are worth it is worth."""
    clear = worth_checking(data)
    if not clear:
        return
    table = frame(
        ("knowing before signing", "left"), ("assumed", "left"), ("range", "left"),
        ("worth a year", "right"), ("standard error", "right"),
        title="What knowing one fact is worth against signing without, where clear of chance",
    )  # fmt: skip
    for one in clear:
        factor = one["unit"].startswith("x as")
        table.add_row(
            noun(one), hours(one) if factor else amount(one, one["value"]), span(one),
            _money(data, one["worth"]), _money(data, one["standard_error"]),
        )  # fmt: skip
    console.print(table)


def _safest(console: Console, data: dict[str, Any]) -> None:
    """Print the plan with the best worst decile where it differs."""
    safest = data["safest_plan"]
    console.print(Text("The more careful plan", "bold"))
    if safest is None:
        console.print(Text("No plan met in the draws fares better in bad draws.\n"))
        return
    kept = data["gain_of_recommended"]
    text = (
        f"Against today it saves {_money(data, safest['gain']['p10'])} or more in nine draws of "
        f"ten (that of 'bestplaced plan' {_money(data, kept['p10'])}), and "
        f"{_money(data, safest['gain']['p50'])} in the middle ({_money(data, kept['p50'])})."
    )
    if same_places(safest, data["next_plan"]):
        console.print(Text(f"{text} It is the next best plan above.\n"))
        return
    console.print(Text(f"{text} What differs from that of 'bestplaced plan':"))
    _lines(console, differences(safest["differs"]))
    console.print()
