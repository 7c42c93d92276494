"""The pains and the story of each tier, in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.table import Table
from rich.text import Text

from bestplaced.case.pains import tier_scores
from bestplaced.case.responsibility import TIERS
from bestplaced.catalogue import load_catalogue
from bestplaced.deal.story import buyer, heaviest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from bestplaced.case.business import Case
    from bestplaced.case.question import ServiceLevel
    from bestplaced.deal.story import TierStory, Worry

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
    pain = worry.pain
    if pain is None:
        return f"usually: {worry.words} (the makers' judgement)"
    if pain.words:
        return f"“{pain.words}”"
    return f"{worry.words} ({pain.severity} of 4, {pain.often})"


def proof(level: ServiceLevel) -> str:
    """Return a service level as a sentence: what is measured, what is agreed, what is aimed at."""
    word = "at most" if level.lower else "at least"
    return f"{level.name}: {word} {level.entry:g} {level.unit}, aim {level.good:g}"


def show_stories(console: Console, stories: Sequence[TierStory]) -> None:
    """Print who buys each tier and why, worst pain first."""
    if not stories:
        return
    console.print(Text("\nWhy, and for whom", "bold"))
    for story in stories:
        by = story.buyer if story.buyer_role == "owner" else _as(story.buyer, story.buyer_role)
        count = f"{len(story.sold)} piece{'s' * (len(story.sold) != 1)} of work"
        console.print(
            Text(
                f"{story.tier.capitalize()}, {count}, bought by {by}",
                "bold",
            )
        )
        for worry in story.worries[:_PER_TIER]:
            brings = ", ".join(q.name for q in worry.qualities)
            table = Table.grid(padding=(0, 2))
            table.add_row("  awake over", Text(_said(worry)))
            table.add_row("  answered by", Text(f"{brings}: {worry.hook}"))
            table.add_row("  proved by", Text(proof(worry.proof)))
            console.print(table)
