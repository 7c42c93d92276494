"""The plan in the terminal: the map by tier, what stays, reference plans, benefits, rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich import box
from rich.table import Table
from rich.text import Text

from bestplaced.case.business import BUSINESS, NOBODY
from bestplaced.case.responsibility import TIERS
from bestplaced.cli.page import frame, money_of, page

if TYPE_CHECKING:
    from rich.console import Console

    from bestplaced.case.business import Case
    from bestplaced.intake import Measurement
    from bestplaced.intake.health import Health
    from bestplaced.plan import Outcome

_WIDE = 110  # columns of a terminal from which every figure is shown
_NAME = 36  # characters of a name before it is cut
_LEAST = 16  # characters that a name keeps in the narrowest terminal
_PADDING = 3  # between two columns
_BUYER = {
    "admin": "bought by the bookkeeper",
    "bookkeeping": "bought by the director",
    "direction": "bought by the CFO role",
    "strategy": "bought by the owner",
}
_KEPT = {
    "non-delegable": "stays with the business by nature or by law",
    "authority": "commits or releases money: for an officer of the business",
    "access": "needs custody or release of money, which no provider is given",
}
_BENEFIT_TEXT = {
    "staffing": "shortfall relieved, capacity freed",
    "efficiency": "fewer hours for the same work, hand-offs",
    "cost": "rates, paid steps, transition, search",
    "objectivity": "risks that live on missing separation",
    "focus": "switching lost, owner hours given back",
    "risk_relief": "all other risks, created ones netted",
    "decisions": "direction and strategy work newly done: its value and risks less its cost",
}


def show(outcome: Outcome, data: dict[str, Any], measured: Measurement | None) -> None:
    """Print the plan for a person."""
    console = page()
    _headline(console, outcome, data, measured)
    if outcome.plan is None:
        return
    _map(console, outcome, data)
    _offers(console, outcome, data)
    _stays(console, outcome, data)
    _references(console, outcome, data)
    _benefits(console, outcome, data)
    _binding(console, outcome, data)
    _honesty(console, outcome, data)


LISTED = 6  # other terms told on the terminal; the case of the outcome has all


def _money(outcome: Outcome, value: float | None) -> str:
    """Return whole units of the case's currency."""
    return money_of(outcome.case, value)


def _logged(case: Case) -> str:
    """Return the responsibilities whose hours come from time logs, with them."""
    return ", ".join(
        f"{item} {hours:,.0f}"
        for item, hours in case.measured_hours.items()
        if f"hours.{item}" in case.provenance
    )


def _headline(
    console: Console, outcome: Outcome, data: dict[str, Any], measured: Measurement | None
) -> None:
    """Print what was found in three lines."""
    case = outcome.case
    console.print(Text(f"{case.name}: {case.staff} staff, {case.country}, {case.currency}", "bold"))
    if measured is not None:
        taken = [v for v in measured.planned if f"volumes.{v.driver}" in case.provenance]
        seen = ", ".join(volume.driver.replace("_", " ") for volume in taken)
        if seen:
            console.print(Text(f"Volumes measured from the ledger: {seen}."))
        if logged := _logged(outcome.case):
            console.print(Text(f"Today's hours a year taken from time logs: {logged}."))
        if measured.health is not None:
            console.print(Text(_behind(measured.health)))
    if outcome.plan is None:
        console.print(Text(f"No plan: the solver stopped with '{outcome.termination}'."))
        return
    proof = "proven best" if outcome.gap <= 1e-5 else f"within {outcome.gap:.2%} of the best"  # noqa: PLR2004
    console.print(_worth(outcome, data, proof))
    _worst_years(console, outcome)
    for warning in data["warnings"]:
        console.print(Text(f"Warning: {warning}.", "yellow"))


def _behind(health: Health) -> str:
    """Return how far the books lie behind, or that nothing tells the day to judge on."""
    if not health.backlog_known:
        what = "How far the books lie behind is not known: the last day in the files is "
        return f"{what}{health.as_of} (--as-of states the day to judge on)."
    day = "as stated" if health.as_of_stated else "the last day in the files; --as-of"
    return f"Months the books lie behind {health.as_of} ({day}): {health.backlog_months:g}."


def _worst_years(console: Console, outcome: Outcome) -> None:
    """Print what limits on worst years allow, what the plan reaches, and the terms it takes."""
    case = outcome.case
    for one in outcome.limits:
        most = "" if one.sent_back is None else "at most "
        text = (
            f"Worst 5 years in 100 of {one.party}: {most}{_money(outcome, one.found)} on average, "
            f"within the limit of {_money(outcome, one.most)}"
        )
        if one.unlimited > one.most:
            text += f" (the best plan without limits: {most}{_money(outcome, one.unlimited)})"
        if one.sent_back is not None:
            text += f". Of it, yearly caps send back at most {_money(outcome, one.sent_back)}"
        console.print(Text(f"{text}."))
    changed = [
        f"{risk} {case.risks[risk].name} {terms} ({performer})"
        for risk, people in case.terms.items()
        for performer, terms in people.items()
    ]
    if changed:
        told = "; ".join(changed[:LISTED])
        more = f"; and {len(changed) - LISTED} more" if len(changed) > LISTED else ""
        console.print(Text(f"Terms other than the cheapest, to stay within it: {told}{more}."))


def _worth(outcome: Outcome, data: dict[str, Any], proof: str) -> Text:
    """Return what the plan is worth, and to whom; a loss is called one."""
    surplus = data["surplus"]
    broken = len(outcome.today.broken)
    if surplus < 0:
        return Text(
            f"Obeying the {broken} rules that today breaks costs {_money(outcome, -surplus)} a "
            f"year more than today; the plan is the cheapest that does ({proof})."
        )
    text = Text.assemble(
        "The best plan is worth ",
        (_money(outcome, surplus), "bold green"),
        f" a year more than today ({proof}).",
    )
    text.append(_split(outcome, data))
    return text


def _split(outcome: Outcome, data: dict[str, Any]) -> str:
    """Return what the even deal leaves each side, as ``bestplaced deal`` strikes it."""
    even, gain = data["deal"], data["business_gain_at_even_split"]
    if even is None:
        return ""
    name = even["provider"]
    if even["fee"] is None:
        return f" No fee leaves both the business and {name} better off; bestplaced deal says why."
    fee, mine = _money(outcome, even["fee"]), _money(outcome, gain)
    if even["provider_surplus"] is None:
        return f" {name} is paid {fee}; the business gains {mine}."
    theirs = _money(outcome, even["provider_surplus"])
    if even["provider_gain"] != even["provider_surplus"]:  # the rest is the worth of the plan
        theirs += f" ({_money(outcome, even['provider_gain'])} more than today)"
    low, high = _money(outcome, even["floor"]), _money(outcome, even["ceiling"])
    return (
        f" At an even fee of {fee} (between {low} and {high}) the business gains {mine} and {name} "
        f"earns {theirs}; bestplaced deal shows it."
    )


def _map(console: Console, outcome: Outcome, data: dict[str, Any]) -> None:
    """Print who does what today and best, tier by tier, strategy first."""
    wide = console.width >= _WIDE
    for tier in reversed(TIERS):
        rows = [p for p in data["placements"] if p["tier"] == tier]
        if rows:
            moved = sum(p["today"] != p["performer"] for p in rows)
            title = f"{tier.capitalize()} ({_BUYER[tier]}): {moved} of {len(rows)} move"
            console.print(_tier(outcome, rows, title, console.width))
    note = "A gain is that of one move alone, all else as planned: gains that free the same paid "
    console.print(Text(note + "time do not add up.", "dim"))
    if not wide:
        console.print(Text(f"Hours, cost and risk are shown from {_WIDE} columns on.\n", "dim"))


def _tier(outcome: Outcome, rows: list[dict[str, Any]], title: str, width: int) -> Table:
    """Return one tier's table; only names of responsibilities give way where space is short."""
    cells = [_cells(outcome, p) for p in rows]
    headers = ("", "responsibility", "today", "best", "hours", "cost", "risk", "gain of move")
    wide = width >= _WIDE
    shown = [i for i in range(len(headers)) if wide or headers[i] not in {"hours", "cost", "risk"}]
    table = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left", title_style="bold")
    table.pad_edge = False
    needed = {i: min(_NAME, max(len(headers[i]), *(len(row[i]) for row in cells))) for i in shown}
    name = headers.index("responsibility")
    taken = sum(needed[i] + _PADDING for i in shown if i != name)
    needed[name] = min(needed[name], max(_LEAST, width - taken - _PADDING))
    for i in shown:
        right = i >= headers.index("hours")
        table.add_column(
            headers[i],
            justify="right" if right else "left",
            no_wrap=True,
            overflow="ellipsis",
            width=needed[i],
        )
    for p, row in zip(rows, cells, strict=True):
        style = "bold" if p["today"] != p["performer"] else ""
        table.add_row(*(row[i] for i in shown), style=style or _undone(p))
    return table


def _offers(console: Console, outcome: Outcome, data: dict[str, Any]) -> None:
    """Print the offers that the plan takes: what each covers and costs, and its terms."""
    if not data["offers"]:
        return
    case = outcome.case
    table = frame(
        ("offer taken", "left"), ("of", "left"), ("pays for", "left"), ("a year", "right"),
        ("minimum term", "right"), title="Offers taken",
    )  # fmt: skip
    for taken in data["offers"]:
        offer = case.offers[taken["offer"]]
        parts = f" ({', '.join(taken['parts'])})" if taken["parts"] else ""
        term = "none" if offer.term_months is None else f"{offer.term_months} months"
        covers, fee = ", ".join(taken["covers"]), _money(outcome, taken["fee"])
        table.add_row(taken["offer"] + parts, offer.provider, covers, fee, term)
    console.print(table)
    months = round(case.assumptions.term_months)
    for taken in data["offers"]:
        bound = case.offers[taken["offer"]].term_months or 0
        if bound > months:
            text = (
                f"{taken['offer']} binds for {bound} months, longer than the {months} that this "
                "plan counts on: the fee of the months beyond is not in it."
            )
            console.print(Text(text, "yellow"))


def _undone(placement: dict[str, Any]) -> str:
    """Return the style of work that stays undone, or none."""
    return "dim" if placement["performer"] == NOBODY else ""


def _cells(outcome: Outcome, p: dict[str, Any]) -> tuple[str, ...]:
    """Return one responsibility's row as text."""
    changed = p["today"] != p["performer"]
    return (
        p["responsibility"],
        outcome.case.responsibilities[p["responsibility"]].name,
        p["today"],
        f"→ {p['performer']}" if changed else "stays",
        f"{p['hours']:,.0f}",
        _money(outcome, p["cost"]),
        _money(outcome, p["risk_price"]),
        _money(outcome, p["gain"]) if changed else "",
    )


def _stays(console: Console, outcome: Outcome, data: dict[str, Any]) -> None:
    """Print why each responsibility lies where it lies, grouped by reason."""
    groups: dict[str, list[str]] = {}
    for p in data["placements"]:
        if p["today"] != p["performer"]:
            continue
        for reason in p["reasons"][:1]:
            groups.setdefault(_KEPT.get(reason.split(":")[0], reason), []).append(
                p["responsibility"]
            )
    table = frame(("what stays", "left"), ("why", "left"), title="What stays, and why")
    for reason, names in groups.items():
        table.add_row(", ".join(names), reason)
    console.print(table)
    table = frame(
        ("what moves", "left"), ("to", "left"), ("why", "left"), title="What moves, and why"
    )
    movers = sorted(
        (p for p in data["placements"] if p["today"] != p["performer"]), key=lambda p: -p["gain"]
    )
    for p in movers[:12]:
        name = outcome.case.responsibilities[p["responsibility"]].name
        table.add_row(f"{p['responsibility']} {name}", p["performer"], "; ".join(p["reasons"]))
    console.print(table)
    if len(movers) > 12:  # noqa: PLR2004 - a screenful
        console.print(Text(f"and {len(movers) - 12} more; --json has every reason.", "dim"))


def _references(console: Console, outcome: Outcome, data: dict[str, Any]) -> None:
    """Print the plans of F11 side by side."""
    table = frame(
        ("plan", "left"),
        ("cost", "right"),
        ("price of risk", "right"),
        ("decisions", "right"),
        ("total a year", "right"),
        ("against today", "right"),
        ("rules broken", "left"),
        title="The plans side by side",
    )
    today = outcome.today.objective
    for plan in data["reference_plans"]:
        broken = plan["broken_rules"]
        families = sorted({rule.split(":")[0].split(" ")[0] for rule in broken})
        table.add_row(
            plan["name"],
            _money(outcome, plan["cost"]),
            _money(outcome, plan["risk_price"]),
            _money(outcome, -plan["decisions"]),
            _money(outcome, plan["objective"]),
            "" if plan["name"] == "today" else _money(outcome, today - plan["objective"]),
            _broken(broken, families, wide=console.width >= _WIDE),
            style="bold green" if plan["name"] == "best" else "",
        )
    console.print(table)


def _broken(rules: list[str], families: list[str], *, wide: bool) -> str:
    """Return how many rules a plan breaks and, where there is room, of which kinds."""
    if not rules:
        return "none"
    return f"{len(rules)} ({', '.join(families)})" if wide else str(len(rules))


def _benefits(console: Console, outcome: Outcome, data: dict[str, Any]) -> None:
    """Print the waterfall from today to the plan, which sums exactly."""
    table = frame(
        ("benefit", "left"),
        ("a year", "right"),
        ("of what", "left"),
        title="From today to the plan",
    )
    for name, value in data["benefits"].items():
        table.add_row(name.replace("_", " "), _money(outcome, value), _BENEFIT_TEXT[name])
    table.add_section()
    table.add_row("surplus", _money(outcome, data["surplus"]), "the sum, exactly", style="bold")
    console.print(table)


def _binding(console: Console, outcome: Outcome, data: dict[str, Any]) -> None:
    """Print the rules that stop a paying move."""
    if data["binding_rules"]:
        table = frame(
            ("rule", "left"), ("worth a year, at least", "right"), title="Rules that bind"
        )
        for rule in data["binding_rules"][:8]:
            table.add_row(rule["rule"], _money(outcome, rule["worth"]))
        console.print(table)


def _honesty(console: Console, outcome: Outcome, data: dict[str, Any]) -> None:
    """Print how much of the input is assumed, and what the risk prices are."""
    case = outcome.case
    grades: dict[str, int] = {}
    for figure in case.provenance.values():
        grades[figure.grade] = grades.get(figure.grade, 0) + 1
    assert outcome.plan is not None  # noqa: S101 - callers hold a plan
    together = _money(outcome, outcome.plan.account.dependence)
    judged, care = grades.get("E", 0), _money(outcome, data["care"])
    tolerance = _money(outcome, case.parties[BUSINESS].tolerance)
    console.print(
        Text(
            f"{len(case.provenance)} figures were filled in, {judged} of them judgement (grade E); "
            "replace those that matter in the case file. A price of risk is expected loss plus a "
            f"charge for its swings, with a risk tolerance of {tolerance} for the business; {care} "
            "of the best plan's is care: no loss, but what it costs that the one who can prevent "
            f"a loss does not pay for it in full; {together} is for risks that are bad in the same "
            "years or strike together. Not advice.",
            "dim",
        )
    )
