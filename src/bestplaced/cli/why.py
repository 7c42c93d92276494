"""``bestplaced why CASE RESPONSIBILITY``: why a responsibility lies where the plan puts it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from bestplaced.cli.opening import case_options, opened, solved
from bestplaced.errors import CaseError, Fault, InfeasibleError

if TYPE_CHECKING:
    from bestplaced.case.business import Case
    from bestplaced.explain.alternatives import Why

WHY_JSON_VERSION = 1


@click.command("why")
@case_options
@click.argument("responsibility")
def why(
    case_file: str,
    responsibility: str,
    ledgers: tuple[str, ...],
    mapping: tuple[str, ...],
    pins: tuple[str, ...],
    *,
    as_json: bool,
) -> None:
    """Say why a RESPONSIBILITY of a CASE lies where it lies, and what the next best place is."""
    from bestplaced.explain.alternatives import Reasons  # noqa: PLC0415 - imported when used

    case = opened(case_file, ledgers, mapping, pins)
    name = _known(case, responsibility)
    outcome = solved(case, quiet=as_json)
    if outcome.plan is None:
        raise InfeasibleError(())
    data = why_data(case, Reasons(case, outcome.plan.account).why(name))
    if as_json:
        click.echo(json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False))
    else:
        _show(case, data)


def _known(case: Case, responsibility: str) -> str:
    """Return the id of a responsibility of this case, given by id in any case of letters.

    Raises:
        CaseError: there is none; the nearest id is named.

    """
    from bestplaced.case.reading import nearest  # noqa: PLC0415 - imported when used

    name = responsibility.upper()
    if name in case.responsibilities:
        return name
    remedy = nearest(name, list(case.responsibilities))
    raise CaseError(Fault(f"unknown responsibility '{responsibility}'.", remedy=remedy))


def why_data(case: Case, found: Why) -> dict[str, Any]:
    """Return a *why* as JSON values (docs/reference/robust-json.md)."""
    work = case.responsibilities[found.responsibility]
    return {
        "version": WHY_JSON_VERSION,
        "case": case.name,
        "currency": case.currency,
        "responsibility": found.responsibility,
        "name": work.name,
        "today": case.today[found.responsibility],
        "performer": found.performer,
        "place": found.place,
        "alternatives": [
            {
                "place": a.place,
                "performer": a.performer,
                "regret": round(a.regret, 2),
                "cost": round(a.cost, 2),
                "risk": round(a.risk, 2),
                "decisions": round(a.decisions, 2),
                "moved": list(a.moved),
                "moved_to": {
                    name: {"name": case.responsibilities[name].name, "performer": performer}
                    for name, performer in a.moved.items()
                },
                "offers": None if a.offers is None else list(a.offers),
            }
            for a in found.alternatives
        ],
        "barred": found.barred,
        "relaxations": [{"what": r.what, "worth": round(r.worth, 2)} for r in found.relaxations],
    }


def _show(case: Case, data: dict[str, Any]) -> None:
    """Print a *why* for a person."""
    from rich.text import Text  # noqa: PLC0415 - imported when used

    from bestplaced.cli.page import currency_amount, frame, page  # noqa: PLC0415

    def money(value: float) -> str:
        return currency_amount(case.currency, value)

    console = page(width=100)
    console.print(Text(f"{data['responsibility']} {data['name']}: {data['performer']}", "bold"))
    console.print(Text(sentence(case, data)))
    if data["alternatives"]:
        table = frame(
            ("elsewhere", "left"), ("costs more", "right"), ("of it cost", "right"),
            ("risk", "right"), ("decisions lost", "right"), ("moves with it", "right"),
            title="Other places, all else planned anew: what the whole plan costs more a year",
        )  # fmt: skip
        for a in data["alternatives"]:
            table.add_row(
                a["performer"], money(a["regret"]), money(a["cost"]), money(a["risk"]),
                money(0.0 - a["decisions"]), f"{len(a['moved'])} more" if a["moved"] else "nothing",
            )  # fmt: skip
        console.print(table)
        for a in data["alternatives"]:
            if with_it(a):
                console.print(Text(f"With {a['performer']}: {with_it(a)}."))
    for place, rule in data["barred"].items():
        console.print(Text(f"Not with {place}: {rule}."))
    for r in data["relaxations"]:
        console.print(Text(eased(r["what"], money(r["worth"]))))
    if not data["relaxations"]:
        console.print(Text("No single rule near it, eased, would save anything."))
    console.print(Text(_NOTE, "dim"))


_NOTE = (
    "Here all other work may move, too, where that is cheaper. The gain of a move in 'bestplaced "
    "plan' leaves all else where it is: it is another amount, and may be a loss where this is a "
    "gain. All at the figures assumed, each rounded by itself; a place that needs a whole offer "
    "bears what the whole offer costs. How sure it is: see 'bestplaced robust'."
)


def eased(what: str, worth: str) -> str:
    """Return what easing a rule is worth, as a sentence; the price of a rule is no advice."""
    rule = what.removeprefix("without '").removesuffix("'")
    if rule == what:
        return f"Worth {worth} a year: {what}."
    family, _, text = rule.partition(": ")
    return f"The rule '{text or family}' costs {worth} a year: its price, no advice to drop it."


def with_it(alternative: dict[str, Any]) -> str:
    """Return what else changes: work by name and to whom it goes, and the offers then taken."""
    ways: dict[str, list[str]] = {}
    for name, to in alternative["moved_to"].items():
        ways.setdefault(to["performer"], []).append(f"{name} {to['name']}")
    parts = [f"{', '.join(work)} to {performer}" for performer, work in ways.items()]
    told = [f"moves with it {'; '.join(parts)}"] if parts else []
    if alternative["offers"] is not None:
        told.append("offers taken: " + (", ".join(alternative["offers"]) or "none"))
    return "; ".join(told)


def sentence(case: Case, data: dict[str, Any]) -> str:
    """Return the main reason in one sentence."""
    from bestplaced.cli.page import currency_amount  # noqa: PLC0415 - imported when used

    today = data["today"]
    start = "It stays" if today == data["performer"] else f"It moves from {today}"
    if not data["alternatives"]:
        return f"{start}: no rule-abiding plan has it anywhere else."
    best = data["alternatives"][0]
    parts = []
    for value, more, less in (
        (best["cost"], "more cost", "less cost"),
        (best["risk"], "more risk", "less risk"),
        (-best["decisions"], "of better decisions lost", "of better decisions won"),
    ):
        if abs(value) >= 1:
            word = more if value > 0 else less
            parts.append(f"{currency_amount(case.currency, abs(value))} {word}")
    detail = f" ({', '.join(parts)})" if parts else ""
    regret = currency_amount(case.currency, best["regret"])
    return f"{start}. The next best place, {best['performer']}, costs {regret} a year more{detail}."
