"""The frontier in the terminal: a table, a chart, and what the steps buy, in sentences."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from rich.text import Text

from bestplaced.cli.page import column_amount, frame, money_of, page
from bestplaced.plan.limiting import FAR
from bestplaced.plan.worst_year import up_to

if TYPE_CHECKING:
    from bestplaced.case.business import Case

PAGE = 100  # columns
WIDE, HIGH = 76, 10  # characters of the chart
NEAR = 1e-5  # a gap below which a point counts as proven
LEAST = 1e-4  # the least gap told of points that are not: never rounded to nothing
NAMED = 2  # moves told by name; more are counted, and --json names all


def show(case: Case, data: dict[str, Any]) -> None:
    """Print the frontier for a person."""
    console, points = page(PAGE), data["points"]
    title = f"{case.name}: what a calmer worst year of {data['party']} costs"
    console.print(Text(title, "bold"))
    if len(points) < data["points_asked"]:
        console.print(Text(_fewer(data), "yellow"))
    table = frame(
        ("", "right"),
        ("worst 5 in 100", "right"),
        ("total a year", "right"),
        ("dearer by", "right"),
        ("proven to", "right"),
        ("terms", "right"),
        ("moves against the best plan", "left"),
        title=f"{data['currency']} a year",
    )
    for k, p in enumerate(points, 1):
        table.add_row(
            str(k),
            *(
                column_amount(data["currency"], p[key])
                for key in ("worst_year", "objective", "dearer_than_the_best")
            ),
            "best" if p["gap"] <= NEAR else f"{max(p['gap'], LEAST):.2%}",
            str(sum(len(people) for people in p["terms"].values())),
            _moves(case, p["moved"]) if k > 1 else "(the best plan)",
        )
    console.print(table)
    if len(points) > 1:
        for line in _chart(case, points):
            console.print(Text(line, no_wrap=True))
    if data["calmest_met"] < points[-1]["worst_year"] - 1:
        why = (
            "they were not looked at before the interruption."
            if data["interrupted"]
            else f"none was proven within {FAR:.0%} of the cheapest so calm; --rounds proves more."
        )
        told = f"There are calmer plans, down to {money_of(case, data['calmest_met'])}, but {why}"
        console.print(Text(told, "yellow"))
    for line in _steps(case, points):
        console.print(Text(line))
    console.print(Text(_note(case, data), "dim"))


def _fewer(data: dict[str, Any]) -> str:
    """Return why there are fewer points than asked for."""
    told = f"{len(data['points'])} of {data['points_asked']} points"
    tried, proven = data["limits_tried"], data["limits_proven"]
    if data["interrupted"]:
        return f"Interrupted: {told}, from {tried} limits."
    lost = f" within {tried - proven} no plan was proven near the cheapest," * (proven < tried)
    return f"{told}: {tried} limits were tried;{lost} within the others these plans are the best."


def _moves(case: Case, moved: dict[str, dict[str, str]]) -> str:
    """Return what moves: by name where it is little, else how much to whom."""
    if not moved:
        return "nothing; only terms"
    if len(moved) <= NAMED:
        return "; ".join(
            f"{r} {case.responsibilities[r].name} to {m['to']}" for r, m in moved.items()
        )
    counts = Counter(m["to"] for m in moved.values())
    told = ", ".join(f"{n} to {who}" for who, n in counts.most_common())
    return f"{len(moved)} of {len(case.responsibilities)}: {told}"


def _chart(case: Case, points: list[dict[str, Any]]) -> list[str]:
    """Return the points as a chart: calmer to the left, dearer upwards, marked by their number."""
    most = max(p["dearer_than_the_best"] for p in points) or 1.0
    calm, wild = points[-1]["worst_year"], points[0]["worst_year"]
    cells = [[" "] * WIDE for _ in range(HIGH)]
    for k, p in enumerate(points, 1):
        across = (p["worst_year"] - calm) / ((wild - calm) or 1.0)
        up = p["dearer_than_the_best"] / most
        row = cells[HIGH - 1 - round(up * (HIGH - 1))]
        mark, at = str(k), round(across * (WIDE - 2))
        row[at : at + len(mark)] = list(mark)
    top, bottom = f"+{money_of(case, most)}", "+0"
    side = max(len(top), len(bottom))
    names = [top, *[""] * (HIGH - 2), bottom]
    lines = [
        f"{name:>{side}} \N{BOX DRAWINGS LIGHT VERTICAL}{''.join(row[:WIDE])}".rstrip()
        for name, row in zip(names, cells, strict=True)
    ]
    left, right = money_of(case, calm), money_of(case, wild)
    axis = "\N{BOX DRAWINGS LIGHT HORIZONTAL}" * WIDE
    lines.append(f"{'':>{side}} \N{BOX DRAWINGS LIGHT UP AND RIGHT}{axis}")
    middle = "mean of the worst 5 years in 100"
    lines.append(f"{'':>{side}}  {left}{middle:^{WIDE - len(left) - len(right)}}{right}")
    return lines


def _steps(case: Case, points: list[dict[str, Any]]) -> list[str]:
    """Return what the first step and the whole way buy, in sentences."""
    if len(points) == 1:
        return ["The best plan is also the calmest one proven near the cheapest."]
    first = points[0]
    ways = [("The first step", points[1])]
    if len(points) > 2:  # noqa: PLR2004 - else the first step is the whole way
        ways.append((f"The way to point {len(points)}", points[-1]))
    lines = []
    for name, p in ways:
        less, more = first["worst_year"] - p["worst_year"], p["dearer_than_the_best"]
        lines.append(
            f"{name} takes {money_of(case, less)} off the worst years for {money_of(case, more)} "
            f"a year: {money_of(case, 1000 * more / less)} for each {money_of(case, 1000)}."
        )
    return lines


def _note(case: Case, data: dict[str, Any]) -> str:
    """Return what the columns mean and what is proven."""
    caps = ", all that yearly caps could send back counted" if up_to(case, data["party"]) else ""
    return (
        "'worst 5 in 100' is the mean of the 5 worst years in 100, by the exact law of the plan"
        f"{caps}. 'terms' counts risks borne on other terms than the cheapest. 'proven "
        "to': a better plan within the same limit could at most be cheaper by so much. It is "
        f"proven that no plan's worst years are below {money_of(case, data['no_plan_below'])}. "
        "--json has the plan behind each point."
    )
