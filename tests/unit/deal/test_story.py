"""The story of a tier: its buyer is the holder of the next tier up, and every worry has a proof."""

from __future__ import annotations

from bestplaced.case.responsibility import TIERS
from bestplaced.catalogue import load_catalogue
from bestplaced.deal.story import buyer, stories
from tests.cases import full_case

PLACED = {"A01": "practice clerk", "B02": "practice bookkeeper", "D05": "practice senior"}


def test_the_buyer_is_the_holder_of_the_next_tier_up() -> None:
    people = [
        {"name": "Olive", "role": "owner"},
        {"name": "Cora", "role": "controller"},
        {"name": "Dana", "role": "bookkeeper"},
    ]
    case = full_case(people=people)
    assert buyer(case, "admin") == ("Dana", "bookkeeping")
    assert buyer(case, "bookkeeping") == ("Cora", "direction")
    assert buyer(case, "strategy") == ("Olive", "owner")


def test_where_nobody_of_the_business_holds_the_next_tier_the_one_above_is_asked() -> None:
    case = full_case(today={"direction": "practice senior", "strategy": "nobody"})
    assert buyer(case, "bookkeeping") == ("Olive", "owner")


def test_worst_pain_is_told_first_in_the_clients_words() -> None:
    answers = {
        "4": {"severity": 4, "often": "weekly", "words": "I hate asking"},
        "7": {"severity": 1, "often": "yearly"},
    }
    told = stories(full_case(answers=answers), PLACED)
    assert [s.tier for s in told] == ["bookkeeping", "direction", "admin"]
    assert told[0].worries[0].words == "I hate asking"
    assert told[1].worries[0].words == load_catalogue().questions[6].text
    assert not told[2].worries[0].asked


def test_every_story_ends_in_an_agreed_measure() -> None:
    catalogue = load_catalogue()
    assert {q.service_level for q in catalogue.questions} <= set(catalogue.service_levels)
    assert set(catalogue.stories) == set(TIERS)
    for story in stories(full_case(), PLACED):
        assert story.worries
        assert all(w.proof.id in catalogue.service_levels and w.qualities for w in story.worries)


def test_a_tier_of_which_nothing_is_sold_has_no_story() -> None:
    assert stories(full_case(), {"A01": "Sam", "B02": "Dana"}) == ()
