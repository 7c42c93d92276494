"""The pains and the story of each tier, in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bestplaced.case.pains import tier_scores
from bestplaced.case.responsibility import TIERS
from bestplaced.catalogue import load_catalogue
from bestplaced.deal.story import OWNERS_HOURS, buyer, heaviest

if TYPE_CHECKING:
    from rich.console import Console

    from bestplaced.case.business import Case
    from bestplaced.case.question import Pain, ServiceLevel
    from bestplaced.deal import Deal
    from bestplaced.deal.story import TierStory, Unanswered, Worry

_SHOWN = 6
_BAR = 24
_PER_TIER = 2


def show_pains(console: Console, case: Case) -> None:
    """Print the score of each tier with its buyer, and the worst worries."""
    asked = len(load_catalogue().questions)
    title = f"What keeps {case.name} awake: {len(case.pains)} of {asked} questions answered"
    console.print(Text(title, "bold"))
    scores = tier_scores(case.pains)
    most = max(scores.values())
    if most <= 0:
        console.print("Nothing hurts so far.")
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in ("tier", "score", "", "its work is bought by"):
        table.add_column(name, justify="right" if name == "score" else "left")
    for tier in sorted(TIERS, key=lambda t: -scores[t]):
        bar = "█" * round(_BAR * scores[tier] / most)
        name, role = buyer(case, tier)
        table.add_row(
            tier, f"{scores[tier]:.1f}", bar, name if role == "owner" else _as(name, role)
        )
    console.print(table)
    table = Table(
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        title="The worst worries",
        title_justify="left",
        title_style="bold",
    )
    for name in (
        "score",
        "in the client's words",
        "what an outsider brings",
        "what would prove it",
    ):
        table.add_column(name, justify="right" if name == "score" else "left", overflow="fold")
    for pain in [p for p in case.pains if p.score > 0][:_SHOWN]:
        level = load_catalogue().service_levels[pain.question.service_level]
        words = f"“{pain.words}”" if pain.words else pain.question.text
        hook = f"{', '.join(pain.question.quality)}: {pain.question.hook}"
        table.add_row(f"{pain.score:.1f}", Text(words), Text(hook), Text(proof(level)))
    console.print(table)
    heavy = ", ".join(f"{r} {case.responsibilities[r].name}" for r, _ in heaviest(case))
    if heavy:
        console.print(Text(f"The answers weigh heaviest on: {heavy}."))


def _as(name: str, role: str) -> str:
    """Return a buyer with the tier in whose name that person buys."""
    return f"{name}, who holds {role}"


def _said(worry: Worry) -> str:
    """Return a worry in the client's own words; else what was asked, or what is usual."""
    if worry.pain is None:
        return f"Usually (judged): {worry.words}."
    return f"{_words(worry.pain)}."


def _words(pain: Pain) -> str:
    """Return an answer in the client's own words; else what was asked, and how bad it is."""
    if pain.words:
        return f"“{pain.words}”"
    return f"{pain.question.text} ({pain.severity} of 4, {pain.often})"


def proof(level: ServiceLevel) -> str:
    """Return a service level as a sentence: what is measured, what is agreed, what is aimed at."""
    word, unit = "at most" if level.lower else "at least", f" {level.unit}"
    if level.unit.startswith("percent"):
        unit = f"%{level.unit.removeprefix('percent')}"
    return f"{level.name}, {word} {level.entry:g}{unit}, aim {level.good:g}{'%' * ('%' in unit)}"


def stories(console: Console, deal: Deal) -> None:
    """Print who buys each tier and why, worst pain first, and which worries stay unanswered."""
    for story in deal.stories:
        count = f"{len(story.sold)} piece{'s' * (len(story.sold) != 1)} of work"
        console.print(
            Text.assemble((f"{story.tier.capitalize()}, {count}. ", "bold"), _bought(deal, story))
        )
        work = "; ".join(f"{r} {deal.case.responsibilities[r].name}" for r in story.sold)
        console.print(Padding(Text(f"{work}.", "dim"), (0, 0, 0, 2)))
        own = [w for w in story.worries[1:] if w.pain is not None and w.pain.words]
        for worry in (story.worries[0], *own[: _PER_TIER - 1]):
            brings = ", ".join(q.name for q in worry.qualities)
            hook = f"{worry.hook} ({brings})" if worry.pain else brings
            said = f"{_said(worry)} Answer: {hook}. Proof: {proof(worry.proof)}."
            console.print(Padding(Text(said), (0, 0, 0, 2)))
    if deal.unanswered:
        left = "; ".join(f"{_words(x.pain)} ({_left(deal, x)})" for x in deal.unanswered)
        console.print(Text.assemble(("Not answered by this deal: ", "bold"), f"{left}."))


def _bought(deal: Deal, story: TierStory) -> str:
    """Return who buys a tier's work, and who should decide where the buyer's own work shrinks."""
    if story.buyer_role == "owner":
        return f"Bought by {story.buyer}."
    told = f"Bought by {_as(story.buyer, story.buyer_role)}"
    if story.decider == story.buyer:
        return f"{told}; {deal.case.owner.name} signs."
    hours = next((x.hours for x in deal.spending if x.name == story.buyer and x.hours), None)
    fewer = f" from {hours[0].worked:,.0f} hours to {hours[1].worked:,.0f}" if hours else ""
    return f"{told}; as the plan shortens that work{fewer}, {story.decider} should decide."


def _left(deal: Deal, left: Unanswered) -> str:
    """Return why a worry is not answered: the work stays, or was never the owner's."""
    case, placed = deal.case, deal.account.placements
    if left.pain.question.service_level == OWNERS_HOURS:
        return f"what moves of that work takes no hours of {case.owner.name}'s"
    if len(left.work) == 1:
        r = left.work[0]
        return f"{r} {case.responsibilities[r].name} stays with {placed[r]}"
    if left.work:
        return f"{', '.join(left.work)} stay where they are"
    return "what would prove it hangs on work that stays"
