"""Who buys each tier, what keeps that person awake, what answers it and what proves it.

The pains order the story (`bestplaced.case.pains`). One is told where work that it names moves, and
its service level hangs on work that providers do: what a deal leaves as it is, it neither answers
nor promises. Where none is left, a worry of the catalogue stands in, labelled as judgement.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bestplaced.case.business import BUSINESS, NOBODY
from bestplaced.case.pains import ordered, responsibility_weights, tier_scores
from bestplaced.case.responsibility import TIERS
from bestplaced.catalogue import load_catalogue
from bestplaced.catalogue.services import load_services
from bestplaced.effort import standard_hours

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bestplaced.case.business import Case
    from bestplaced.case.question import Pain, QualityMeaning, ServiceLevel
    from bestplaced.case.responsibility import Tier

_SHRINKS = 0.9  # of somebody's hours; who loses more of them does not decide on it (judgement)
OWNERS_HOURS = "owner_hours"  # the service level that only work done by the owner today can move


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
    ``decider`` should decide: the first from the buyer up whose work it does not cut by a tenth.
    """

    tier: Tier
    buyer: str
    buyer_role: str
    decider: str
    score: float
    sold: tuple[str, ...]
    worries: tuple[Worry, ...]


@dataclass(frozen=True)
class Unanswered:
    """A worry that the deal does not answer; of its work, the ``work`` that nobody takes over."""

    pain: Pain
    work: tuple[str, ...]


def stories(case: Case, placements: Mapping[str, str]) -> tuple[TierStory, ...]:
    """Return the story of each tier of which the plan places something outside, worst pain first.

    Equal pain: the higher tier first, whose buyer decides. A worry that belongs to several tiers
    is told under the first of them; the catalogue's stands in where none is left.
    """
    scores, moving = tier_scores(case.pains), _Moving(case, placements)
    told: list[TierStory] = []
    for tier in reversed(TIERS):
        sold = tuple(r for r in moving.provided if case.responsibilities[r].tier == tier)
        if sold:
            (name, role), above = buyer(case, tier), _decider(case, tier, placements)
            worries = moving.worries(tier)
            told.append(TierStory(tier, name, role, above, scores[tier], sold, worries))
    told.sort(key=lambda story: -story.score)
    return tuple(_once(told, moving))


def unanswered(case: Case, placements: Mapping[str, str]) -> tuple[Unanswered, ...]:
    """Return the answered worries that no story of the plan tells, worst first."""
    told = {w.pain.question.number for s in stories(case, placements) for w in s.worries if w.pain}
    same = placements.keys() - _Moving(case, placements).moved
    return tuple(
        Unanswered(p, tuple(r for r in p.question.responsibilities if r in same))
        for p in ordered(case.pains)
        if p.score > 0 and p.question.number not in told
    )


def _once(stories_: Sequence[TierStory], moving: _Moving) -> Iterator[TierStory]:
    """Yield the stories with every worry told once, under the tier that hurts most."""
    told: set[str] = set()
    for story in stories_:
        fresh = tuple(w for w in story.worries if w.words not in told)
        told.update(w.words for w in fresh)
        yield replace(story, worries=fresh or (moving.usual(story.tier),))


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


def _decider(case: Case, tier: Tier, placements: Mapping[str, str]) -> str:
    """Return who should decide on a tier's work: nobody whose own work the plan shrinks (F1)."""
    for at in TIERS[TIERS.index(tier) :]:
        name, role = buyer(case, at)
        before, after = (
            sum(standard_hours(case, case.responsibilities[r]) for r in placed if placed[r] == name)
            for placed in (case.today, placements)
        )
        if role == "owner" or after > _SHRINKS * before:
            return name
    return case.owner.name


class _Moving:
    """What providers do in a plan, what of it is new to them, and what they can promise by it."""

    def __init__(self, case: Case, placements: Mapping[str, str]) -> None:
        self.case, people, today = case, case.performers, case.today
        self.provided = tuple(r for r, p in placements.items() if people[p].party != BUSINESS)
        self.moved = {r for r in self.provided if people[today[r]].party == BUSINESS}
        services = load_services()
        self.measures, self.always = services.measures, {*services.always_measured}
        self.promised = {*services.promisable(self.provided, placements)} | self.always

    def worries(self, tier: Tier) -> tuple[Worry, ...]:
        """Return a tier's worries that the plan answers, worst first; else the catalogue's."""
        catalogue = load_catalogue()
        felt = [p for p in ordered(self.case.pains) if p.score > 0 and self._answers(p, tier)]
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
        ) or (self.usual(tier),)

    def usual(self, tier: Tier) -> Worry:
        """Return the catalogue's worry of a tier: judgement, nobody has said it.

        The first whose measure hangs on work of the tier that the provider does; newly, if any.
        """
        catalogue = load_catalogue()
        sold = self._of(tier, self.moved) or self._of(tier, self.provided)
        usual = next(
            s
            for s in catalogue.stories
            if s.tier == tier and s.service_level in self.promised
            and (s.service_level in self.always or sold & {*self.measures[s.service_level]})
        )  # fmt: skip
        quality = catalogue.qualities[usual.quality]
        proof = catalogue.service_levels[usual.service_level]
        return Worry(usual.worry, None, 0.0, (quality,), quality.means, proof, (), ())

    def _of(self, tier: Tier, work: Iterable[str]) -> set[str]:
        """Return the work of one tier."""
        return {r for r in work if self.case.responsibilities[r].tier == tier}

    def _answers(self, pain: Pain, tier: Tier) -> bool:
        """Whether work of the tier that the worry names moves, and its proof with it."""
        asked, work = pain.question, self._of(tier, self.moved)
        if asked.responsibilities:
            work &= {*asked.responsibilities}
        if tier not in asked.tiers or not work:
            return False
        if asked.service_level == OWNERS_HOURS:
            return any(self.case.today[r] == self.case.owner.name for r in work)
        return asked.service_level in self.promised


def heaviest(case: Case, count: int = 5) -> tuple[tuple[str, float], ...]:
    """Return the responsibilities that the answers weigh heaviest, as (id, share of the pain)."""
    weights = responsibility_weights(case.pains)
    known = {r: w for r, w in weights.items() if r in case.responsibilities}
    return tuple(sorted(known.items(), key=lambda item: (-item[1], item[0]))[:count])
