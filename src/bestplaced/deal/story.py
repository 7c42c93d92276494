"""Who buys each tier, what keeps that person awake, what answers it and what proves it.

The pains order the story (`bestplaced.case.pains`). Where nobody was asked, the catalogue's worry
stands in, labelled as judgement. A story whose measure is no agreed service level is not told:
every question names one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bestplaced.case.business import BUSINESS, NOBODY
from bestplaced.case.pains import ordered, responsibility_weights, tier_scores
from bestplaced.case.responsibility import TIERS
from bestplaced.catalogue import load_catalogue
from bestplaced.effort import standard_hours

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bestplaced.case.business import Case
    from bestplaced.case.question import Pain, QualityMeaning, ServiceLevel
    from bestplaced.case.responsibility import Tier


@dataclass(frozen=True)
class Worry:
    """One thing that keeps the buyer awake: from an answer, or (``pain`` is None) assumed.

    ``responsibilities`` and ``risks`` are ids of the catalogue; ``score`` is 0 to 16.
    """

    words: str
    pain: Pain | None
    score: float
    qualities: tuple[QualityMeaning, ...]
    hook: str
    proof: ServiceLevel
    responsibilities: tuple[str, ...]
    risks: tuple[str, ...]

    @property
    def asked(self) -> bool:
        """Whether somebody said so; else it is the catalogue's judgement."""
        return self.pain is not None


@dataclass(frozen=True)
class TierStory:
    """How one tier is sold: to whom, against which worries, worst first.

    ``buyer_role`` is the tier whose holder buys (``owner`` above strategy); ``sold`` are the
    responsibilities of the tier that go to a provider in the plan; ``score`` is the tier's pain.
    """

    tier: Tier
    buyer: str
    buyer_role: str
    score: float
    sold: tuple[str, ...]
    worries: tuple[Worry, ...]


def stories(case: Case, placements: Mapping[str, str]) -> tuple[TierStory, ...]:
    """Return the story of each tier of which the plan places something outside, worst pain first.

    Equal pain: the higher tier first, whose buyer decides. A worry that belongs to several tiers
    is told under the first of them; the catalogue's stands in where none is left.
    """
    scores = tier_scores(case.pains)
    told: list[TierStory] = []
    for tier in reversed(TIERS):
        sold = tuple(
            r
            for r, p in placements.items()
            if case.responsibilities[r].tier == tier and case.performers[p].party != BUSINESS
        )
        if sold:
            name, role = buyer(case, tier)
            worries = _worries(case, tier)
            told.append(TierStory(tier, name, role, scores[tier], sold, worries))
    told.sort(key=lambda story: -story.score)
    return tuple(_once(told))


def _once(stories_: Sequence[TierStory]) -> Iterator[TierStory]:
    """Yield the stories with every worry told once, under the tier that hurts most."""
    told: set[str] = set()
    for story in stories_:
        fresh = tuple(w for w in story.worries if w.words not in told)
        told.update(w.words for w in fresh)
        yield replace(story, worries=fresh or (_usual(story.tier),))


def buyer(case: Case, tier: Tier) -> tuple[str, str]:
    """Return who buys a tier's work, and as what: the holder of the next tier up.

    The holder of a tier is whoever of the business does most of its hours today. Where nobody of
    the business holds it, the next tier above is asked; above strategy stands the owner.
    """
    for above in TIERS[TIERS.index(tier) + 1 :]:
        held: dict[str, float] = {}
        for r in case.responsibilities.values():
            who = case.performers[case.today[r.id]]
            if r.tier == above and who.party == BUSINESS and who.name != NOBODY:
                held[who.name] = held.get(who.name, 0.0) + standard_hours(case, r)
        if held:
            return max(held, key=lambda name: (held[name], name)), above
    return case.owner.name, "owner"


def _worries(case: Case, tier: Tier) -> tuple[Worry, ...]:
    """Return a tier's worries, worst first; the catalogue's one where nothing hurts."""
    catalogue = load_catalogue()
    felt = [p for p in ordered(case.pains) if tier in p.question.tiers and p.score > 0]
    if felt:
        return tuple(
            Worry(
                words=p.words or p.question.text,
                pain=p,
                score=p.score,
                qualities=tuple(catalogue.qualities[q] for q in p.question.quality),
                hook=p.question.hook,
                proof=catalogue.service_levels[p.question.service_level],
                responsibilities=p.question.responsibilities,
                risks=p.question.risks,
            )
            for p in felt
        )
    return (_usual(tier),)


def _usual(tier: Tier) -> Worry:
    """Return the catalogue's worry of a tier: judgement, nobody has said it."""
    catalogue = load_catalogue()
    usual = catalogue.stories[tier]
    quality = catalogue.qualities[usual.quality]
    proof = catalogue.service_levels[usual.service_level]
    return Worry(usual.worry, None, 0.0, (quality,), quality.means, proof, (), ())


def heaviest(case: Case, count: int = 5) -> tuple[tuple[str, float], ...]:
    """Return the responsibilities that the answers weigh heaviest, as (id, share of the pain)."""
    weights = responsibility_weights(case.pains)
    known = {r: w for r, w in weights.items() if r in case.responsibilities}
    return tuple(sorted(known.items(), key=lambda item: (-item[1], item[0]))[:count])
