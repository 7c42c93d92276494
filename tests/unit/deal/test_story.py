"""The story of a tier: its buyer is the holder of the next tier up, and every worry has a proof."""

from __future__ import annotations

from bestplaced.case.responsibility import TIERS
from bestplaced.catalogue import load_catalogue
from bestplaced.deal.story import buyer, stories, unanswered
from tests.cases import full_case

PLACED = {"A01": "practice clerk", "B07": "practice bookkeeper", "D01": "practice senior"}


def placed(**outside: str) -> dict[str, str]:
    """Everything as today but for some pieces of work."""
    return {**full_case().today, **outside}


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
    assert {s.tier for s in catalogue.stories} == set(TIERS)
    for story in stories(full_case(), PLACED):
        assert story.worries
        assert all(w.proof.id in catalogue.service_levels and w.qualities for w in story.worries)


def test_a_worry_is_told_only_where_work_that_it_names_moves_and_its_proof_with_it() -> None:
    answers = {"6": {"severity": 4, "often": "weekly", "words": "I hear in autumn"}}  # B21, D02
    case = full_case(answers=answers)
    reports = placed(D02="practice senior")
    (story,) = [s for s in stories(case, reports) if s.tier == "direction"]
    assert not story.worries[0].asked  # the close stays, so its date is nobody's to promise
    (left,) = unanswered(case, reports)
    assert (left.pain.words, left.work) == ("I hear in autumn", ("B21",))
    closes = placed(D02="practice senior", D01="practice senior", B21="practice bookkeeper")
    (story,) = [s for s in stories(case, closes) if s.tier == "direction"]
    assert (story.worries[0].words, story.worries[0].proof.id) == ("I hear in autumn", "close_day")
    assert unanswered(case, closes) == ()


def test_hours_are_given_back_only_by_work_that_the_owner_does_today() -> None:
    answers = {"13": {"severity": 4, "often": "weekly", "words": "Sundays with receipts"}}
    moved = placed(B07="practice bookkeeper")
    for who, told in (("Dana", False), ("Olive", True)):
        case = full_case(answers=answers, today={"bookkeeping": who})
        (story,) = [s for s in stories(case, moved) if s.tier == "bookkeeping"]
        assert (story.worries[0].words == "Sundays with receipts") is told
        assert bool(unanswered(case, moved)) is not told


def test_what_the_provider_does_already_answers_no_worry() -> None:
    answers = {"12": {"severity": 4, "often": "weekly", "words": "wrong payslips"}}  # B08, A06
    case = full_case(answers=answers, today={"B08": "practice bookkeeper"})
    same = {**case.today, "B07": "practice bookkeeper"}
    assert [u.pain.words for u in unanswered(case, same)] == ["wrong payslips"]


def test_nobody_decides_on_work_that_shrinks_their_own() -> None:
    people = [
        {"name": "Olive", "role": "owner"},
        {"name": "Dana", "role": "bookkeeper"},
        {"name": "Sam", "role": "admin"},
    ]
    today = {"admin": "Sam", "bookkeeping": "Dana"}
    case = full_case(people=people, today=today)
    filed = {**case.today, "A02": "practice clerk"}
    (admin,) = [s for s in stories(case, filed) if s.tier == "admin"]
    assert (admin.buyer, admin.decider) == ("Dana", "Dana")  # her own work stays
    filed["B07"] = "practice bookkeeper"
    (admin,) = [s for s in stories(case, filed) if s.tier == "admin"]
    assert admin.decider == "Dana"  # less than a tenth of her work
    filed |= dict.fromkeys(("B03", "B08"), "practice bookkeeper")
    (admin,) = [s for s in stories(case, filed) if s.tier == "admin"]
    assert (admin.buyer, admin.decider) == ("Dana", "Olive")


def test_a_tier_of_which_nothing_is_sold_has_no_story() -> None:
    assert stories(full_case(), {"A01": "Sam", "B02": "Dana"}) == ()
