"""Robustness in the terminal: what it is worth, what is certain, what is a toss-up, what to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text

from bestplaced.cli.page import currency_amount, figure, frame, page

if TYPE_CHECKING:
    from rich.console import Console

_CERTAIN = 0.95  # share of draws from which a placement is called certain
_MANY = 5
_CLOSE = 3


def show(data: dict[str, Any]) -> None:
    """Print the robustness of a plan for a person."""
    console = page(width=100)
    done, asked = data["draws_done"], data["draws_asked"]
    title = f"{data['case']}: how sure the plan is, over {done} draws"
    console.print(Text(title, "bold"))
    if done < asked:
        console.print(Text(f"Interrupted: {done} of {asked} draws are done.", "yellow"))
    if not done:
        return
    _headline(console, data)
    _certain(console, data)
    _toss_ups(console, data)
    _rest(console, data)
    _next(console, data)
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


def _headline(console: Console, data: dict[str, Any]) -> None:
    """Print gains, regret and the extremes in sentences."""
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
            "somebody's hours run out, and the cheapest single moves that mend it are counted."
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


def _certain(console: Console, data: dict[str, Any]) -> None:
    """Print the five most certain placements; among equals those that move come first."""
    rows = sorted(
        data["standings"],
        key=lambda s: (-s["share"], s["performer"] == s["today"], s["responsibility"]),
    )[:_MANY]
    table = frame(
        ("responsibility", "left"), ("today", "left"), ("best", "left"),
        ("share of draws", "right"),
        title=f"The {_MANY} most certain placements",
    )  # fmt: skip
    for s in rows:
        here = "stays" if s["performer"] == s["today"] else f"→ {s['place']}"
        table.add_row(f"{s['responsibility']} {s['name']}", s["today"], here, f"{s['share']:.0%}")
    console.print(table)


def _toss_ups(console: Console, data: dict[str, Any]) -> None:
    """Print the three placements nearest to even, with what they hang on."""
    table = frame(
        ("responsibility", "left"), ("best", "left"), ("else", "left"), ("hangs on", "left"),
        title=f"The {_CLOSE} placements nearest to a toss-up",
    )  # fmt: skip
    for s in toss_ups(data):
        reasons = "; ".join(_hangs(h) for h in s["hangs_on"]) or _together(s["hangs_on_kinds"])
        table.add_row(
            f"{s['responsibility']} {s['name']}",
            f"{s['place']} {s['share']:.0%}",
            f"{s['next_place']} {s['next_share']:.0%}" if s["next_place"] else "",
            reasons,
        )
    console.print(table)


def toss_ups(data: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the three standings nearest to one half."""
    ranked = sorted(data["standings"], key=lambda s: (abs(s["share"] - 0.5), s["responsibility"]))
    return ranked[:_CLOSE]


def _together(kinds: list[dict[str, Any]]) -> str:
    """Return the kinds of inputs that a placement hangs on together, as a phrase."""
    if not kinds:
        return "no single input and no kind of them: everything together"
    told = " and ".join(f"{one['kind']} ({one['share']:.0%} of it)" for one in kinds)
    return f"no single input, but together {told}"


def _hangs(hinge: dict[str, Any]) -> str:
    """Return what a placement hangs on, as a phrase."""
    high = hinge["median_where_it_leaves"] > hinge["median_where_it_stays"]
    stays, leaves = figure(hinge["median_where_it_stays"]), figure(hinge["median_where_it_leaves"])
    word = "higher" if high else "lower"
    return f"{hinge['what']} (leaves when {word}: {leaves} against {stays} {hinge['unit']})"


def _rest(console: Console, data: dict[str, Any]) -> None:
    """Print how the other placements stand, in one line each kind."""
    bands = ((_CERTAIN, 1.01, "certain (95 % or more)"), (0.75, _CERTAIN, "likely (75-95 %)"),
             (0.0, 0.75, "open (below 75 %)"))  # fmt: skip
    table = frame(("how sure", "left"), ("responsibilities", "left"), title="All placements")
    for low, high, name in bands:
        inside = [s for s in data["standings"] if low <= s["share"] < high]
        inside.sort(key=lambda s: s["responsibility"])
        text = ", ".join(s["responsibility"] for s in inside)
        table.add_row(f"{name}: {len(inside)}", text)
    console.print(table)


def _next(console: Console, data: dict[str, Any]) -> None:
    """Print the next best plan met: what it costs more, and where it differs."""
    other = data["next_plan"]
    if other is None:
        console.print(Text("No other plan met in the draws can be kept in all of them.\n"))
        return
    dearer = other["dearer_on_average"]
    text = (
        f"The next best plan met costs {_money(data, abs(dearer))} a year "
        f"{'more' if dearer >= 0 else 'less'} on average and is the cheaper one in "
        f"{other['cheaper_in']:.0%} of draws. It differs in: "
    )
    parts = (f"{d['responsibility']} with {d['other']}" for d in other["differs"])
    console.print(Text(text + ", ".join(parts) + ".\n"))


def _learn(console: Console, data: dict[str, Any]) -> None:
    """Print what one fact to check first, and what others are worth."""
    known = data["knowing_everything"]
    total = _money(data, known["worth"])
    if data["worth_learning"]:
        first = data["worth_learning"][0]
        clear = first["worth"] > 2 * first["standard_error"]
        sure = (
            ", clear of chance"
            if clear
            else f": the most of any single fact, though chance alone can show as much in "
            f"{data['draws_done']} draws"
        )
        text = Text.assemble(
            "Check first: ", (first["what"], "bold"),
            f", {_assumed(first)}. Knowing it before deciding is worth "
            f"{_money(data, first['worth'])} a year ± "
            f"{_money(data, first['standard_error'])}{sure}.",
        )  # fmt: skip
        console.print(text)
    else:
        console.print(Text("No single fact is worth checking first: none would change the choice."))
    console.print(Text(f"Knowing everything before deciding would be worth {total} a year."))
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


def _assumed(entry: dict[str, Any]) -> str:
    """Return what is assumed of an input, as a phrase; factors are about what is assumed."""
    low, high = figure(entry["low"]), figure(entry["high"])
    if entry["unit"].startswith("x "):
        return f"which may be {low} to {high} times what is assumed (grade {entry['grade']})"
    value = f"{figure(entry['value'])} {entry['unit']}"
    return f"assumed {value} (grade {entry['grade']}, between {low} and {high})"


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
    parts = (f"{d['responsibility']} with {d['safest']}" for d in safest["differs"])
    console.print(Text(text + ", ".join(parts) + ".\n"))
