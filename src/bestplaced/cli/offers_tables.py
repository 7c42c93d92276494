"""Compared offers in the terminal: side by side, gaps, crossovers with a chart, a verdict."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from rich import box
from rich.table import Table
from rich.text import Text

from bestplaced.case.business import BUSINESS
from bestplaced.cli.offers_data import is_offer
from bestplaced.cli.page import currency_amount, page
from bestplaced.plan.comparison import NO_OFFER

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

    from bestplaced.plan.comparison import Comparison

    Money = Callable[[float | None], str]

_ROWS = 12  # of the chart
_SHORT = 0.75  # of the hours needed: below, the quote buys much less than the work takes


def show(comparison: Comparison, data: dict[str, Any]) -> None:
    """Print the comparison for a person."""
    console = page(100)
    case = comparison.case
    console.print(
        Text(f"{case.name}: {_quotes(len(case.offers))} on one workload, {case.currency}", "bold")
    )
    console.print(
        f"{len(data['scope'])} responsibilities that some offer covers, "
        f"{data['workload_hours']:,.0f} hours a year for a competent person. Costs are those of "
        "the whole finance work, with all that an offer leaves out done at its next best place.\n"
    )
    money = partial(currency_amount, case.currency)
    console.print(_costs(data, money))
    console.print(_terms(data, money))
    _gaps(console, comparison, data, money)
    _crossovers(console, data)
    _chart(console, data, money)
    _verdict(console, data, money)


def _quotes(count: int) -> str:
    return "1 quote" if count == 1 else f"{count} quotes"


def _table(title: str, *headers: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left", title_style="bold")
    table.pad_edge = False
    for i, header in enumerate(headers):
        table.add_column(header, justify="right" if i else "left", overflow="fold")
    return table


def _label(offer: dict[str, Any]) -> str:
    parts = ", ".join(offer["parts"])
    return f"{offer['name']} ({parts})" if parts else str(offer["name"])


def _costs(data: dict[str, Any], money: Money) -> Table:
    """Return what each costs in a slow, usual and busy year, with the risk it leaves."""
    table = _table(
        "Cost of a slow (10 %), a usual and a busy (90 %) year, all work priced in",
        "", "its fee", "slow", "usual", "busy", "price of risk", "decisions", "total",
    )  # fmt: skip
    for offer in data["offers"]:
        table.add_row(
            _label(offer),
            money(offer["fee"]["p50"]) if is_offer(offer) else "-",
            *(money(offer["cost"][p]) for p in ("p10", "p50", "p90")),
            money(offer["risk_price"]),
            money(-offer["decisions"]),
            money(offer["total"]),
            style="bold green" if offer["name"] == data["best"] else "",
        )
    table.caption = (
        "its fee: the mean of a year over the case's term, one-offs spread and rises counted; "
        "total: usual cost plus price of risk, less the value of better decisions"
    )
    table.caption_justify = "left"
    return table


def _terms(data: dict[str, Any], money: Money) -> Table:
    """Return hours on both sides and the terms."""
    table = _table(
        "What is bought, on what terms",
        "", "hours bought", "needed", "today", "first year's fee", "minimum term", "notice", "cap",
    )  # fmt: skip
    for offer in filter(is_offer, data["offers"]):
        bought, term = offer["hours_bought"], offer["term_months"]
        table.add_row(
            _label(offer),
            "not stated" if bought is None else f"{bought:,.0f}",
            f"{offer['hours_needed']:,.0f}",
            f"{sum(offer['hours_today'].values()):,.0f}",
            money(offer["first_year_fee"]),
            "none" if term is None else f"{term} months",
            f"{offer['notice_months']} month{'' if offer['notice_months'] == 1 else 's'}",
            money(offer["liability_cap"]),
        )
    return table


def _gaps(console: Console, comparison: Comparison, data: dict[str, Any], money: Money) -> None:
    """Print what each offer leaves out, who does it then, and what it says it excludes."""
    work = comparison.case.responsibilities
    console.print(Text("What each leaves out", "bold"))
    for offer in filter(is_offer, data["offers"]):
        console.print(Text(f"  {_label(offer)}", "bold"))
        holders: dict[str, list[str]] = {}
        for r, who in offer["gaps"].items():
            holders.setdefault(who, []).append(f"{r} {work[r].name}")
        for who, left in holders.items():
            party = comparison.case.performers[who].party
            whose = "" if party == BUSINESS else f", whom {party} charges by the hour on top"
            if party == offer["provider"]:
                whose = ", beyond the quote at its bill rate"
            console.print(Text(f"    done by {who}{whose}: {', '.join(left)}"))
        if not holders:
            console.print("    nothing of the compared scope")
        if offer["exclusions"]:
            console.print(Text(f"    excluded in its own words: {', '.join(offer['exclusions'])}"))
        if offer["undeliverable"]:
            names = ", ".join(f"{r} {work[r].name}" for r in offer["undeliverable"])
            console.print(Text(f"    named, but it may not do it: {names}", "yellow"))
        _warnings(console, offer, money)
    for name in data["not_deliverable_as_quoted"]:
        text = f"  {name}: pins, its people's hours or separate duties do not allow all of it"
        console.print(Text(text, "yellow"))
    console.print()


def _warnings(console: Console, offer: dict[str, Any], money: Money) -> None:
    """Print where a quote buys far fewer hours than the work takes, binds long, or overloads."""
    bought, needed = offer["hours_bought"], offer["hours_needed"]
    today = offer["hours_today"]
    if bought is not None and bought < _SHORT * needed:
        text = f"buys {bought:,.0f} hours for work that takes about {needed:,.0f}: ask who does the"
        console.print(Text(f"    {text} rest", "yellow"))
    if bought is not None and bought < _SHORT * sum(today.values()):
        told = ", ".join(f"{who} {spent:,.0f}" for who, spent in today.items() if spent >= 1)
        text = f"a part-time service: {bought:,.0f} hours a year, where today it takes {told}"
        console.print(Text(f"    {text}", "yellow"))
    if offer["owed_after_term"] > 0:
        text = f"binds for {offer['term_months']} months, longer than this case counts on: "
        text += f"{money(offer['owed_after_term'])} more are owed then, not in the costs above"
        console.print(Text(f"    {text}", "yellow"))
    for fault in offer["overloaded_when_busy"]:
        console.print(Text(f"    in a busy year {fault.removeprefix('capacity: ')}", "yellow"))


def _crossovers(console: Console, data: dict[str, Any]) -> None:
    """Print the volumes at which two costs change order."""
    if not data["crossovers"]:
        console.print("No costs change order between half and twice the usual volumes.\n")
        return
    table = _table("Where the order changes", "driver", "usual", "at", "cheaper below", "above")
    for c in data["crossovers"]:
        table.add_row(
            c["driver"].replace("_", " "), f"{c['usual']:,.0f}", f"{c['volume']:,.0f}",
            c["cheaper_below"], c["cheaper_above"],
        )  # fmt: skip
    console.print(table)


def _chart(console: Console, data: dict[str, Any], money: Money) -> None:
    """Print cost against volume, one letter for each option."""
    curve = data["curve"]
    if curve is None:
        return
    values = [v for costs in curve["cost"].values() for v in costs]
    low, high = min(values), max(values)
    span = (high - low) or 1.0
    grid = [[" "] * len(curve["volumes"]) for _ in range(_ROWS)]
    for i, costs in enumerate(curve["cost"].values()):
        for x, cost in enumerate(costs):
            y = _ROWS - 1 - round((cost - low) / span * (_ROWS - 1))
            grid[y][x] = "*" if grid[y][x] not in {" ", chr(65 + i)} else chr(65 + i)
    name = curve["driver"].replace("_", " ")
    console.print(Text(f"Cost a year against {name}", "bold"))
    for k, row in enumerate(grid):
        edge = money(high) if k == 0 else money(low) if k == _ROWS - 1 else ""
        console.print(Text(f"{edge:>12} |{''.join(row)}"))
    first, last = f"{curve['volumes'][0]:,.0f}", f"{curve['volumes'][-1]:,.0f}"
    console.print(Text(f"{'':>12} +{'-' * len(grid[0])}"))
    console.print(Text(f"{'':>13} {first}{last:>{len(grid[0]) - len(first)}}"))
    keys = ", ".join(f"{chr(65 + i)} {name}" for i, name in enumerate(curve["cost"]))
    console.print(Text(f"{'':>13} {keys}; * where they meet\n", "dim"))


def _deal_beside(d: dict[str, Any], money: Money) -> str:
    """Return why a deal with one of those who quote comes to another fee and another verdict."""
    new = f", {d['new_pieces']} of them done by nobody today" if d["new_pieces"] else ""
    return (
        f"Not among these: a deal with {d['provider']} on its own costs ('deal'), {money(d['fee'])}"
        f" a year for {d['pieces']} pieces of work, {d['hours']:,.0f} hours: {d['pieces_more']} "
        f"that {d['quote']} ({money(d['quote_fee'])}, {d['quote_pieces']} pieces, "
        f"{d['quote_hours']:,.0f} hours) does not cover{new}. It is measured against today, "
        f"{money(d['cost_today'])} in money and hours and {money(d['risk_today'])} of risk, then "
        f"{money(d['cost_then'])} and {money(d['risk_then'])}. 'No offer' is not today but the "
        "year planned anew without any quote, at bill rates: so it can win here, and the deal "
        "against today."
    )


def _verdict(console: Console, data: dict[str, Any], money: Money) -> None:
    """Print in plain words which is best, by how much, and when not."""
    options = sorted(data["offers"], key=lambda o: o["total"])
    cheapest = min(options, key=lambda o: o["cost"]["p50"])
    best = options[0]
    said = "doing without an offer" if best["name"] == NO_OFFER else _label(best)
    text = f"Verdict: with everything counted, {said} is best"
    if len(options) > 1:
        text += f", {money(options[1]['total'] - best['total'])} a year ahead of "
        text += "no offer" if options[1]["name"] == NO_OFFER else _label(options[1])
    text += "."
    if cheapest["name"] != best["name"]:
        gap = money(best["cost"]["p50"] - cheapest["cost"]["p50"])
        name = "no offer" if cheapest["name"] == NO_OFFER else _label(cheapest)
        text += f" In money alone {name} is cheaper by {gap}; the difference is risk and decisions."
    leaders = {p: min(options, key=lambda o: o["cost"][p])["name"] for p in ("p10", "p50", "p90")}
    if len(set(leaders.values())) > 1:
        text += (
            f" The cheapest in money changes with the year: {leaders['p10']} when slow, "
            f"{leaders['p50']} usually, {leaders['p90']} when busy."
        )
    else:
        leader = "No offer" if leaders["p50"] == NO_OFFER else leaders["p50"]
        text += f" {leader} stays the cheapest in money from a slow to a busy year."
    console.print(Text(text, "bold"))
    if data["deal"] is not None:
        console.print(Text(_deal_beside(data["deal"], money)))
    console.print(
        Text(
            "Volumes move together between their 10 and 90 % points (the case's ranges, else "
            "judgement, grade E); each offer is taken alone. Not advice.",
            "dim",
        )
    )
