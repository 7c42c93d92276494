"""Answers: read from small tables, and written back into a case whose comments stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bestplaced.case.case_file import AnswerEntry
from bestplaced.case.question import OFTEN
from bestplaced.case.reading import parse_case
from bestplaced.catalogue import load_catalogue
from bestplaced.errors import CaseError
from bestplaced.intake.questionnaire import read_answers, with_answers

QUESTIONS = load_catalogue().questions
HEAD = """\
# who we are
name: Alder   # an invented firm
country: US
currency: USD
staff: 14
revenue: 2_100_000  # last year's
people:
  - {name: Robin, role: owner}
"""
TAIL = """\
# what must stay
pins: {B08: Robin}  # payroll
"""
ENTRIES = st.builds(
    AnswerEntry,
    severity=st.integers(0, 4),
    often=st.sampled_from(OFTEN),
    words=st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=60),
)
ANSWERS = st.dictionaries(st.integers(1, 34).map(str), ENTRIES, max_size=34)


@given(first=ANSWERS, second=ANSWERS, tail=st.sampled_from(["", TAIL]))
def test_answers_come_back_as_they_went_in_and_comments_stay(
    first: dict[str, AnswerEntry], second: dict[str, AnswerEntry], tail: str
) -> None:
    text = with_answers(HEAD, first) + tail
    again = with_answers(text, second)
    read = parse_case(again).file
    assert read.answers == second
    for line in (HEAD + tail).splitlines():
        assert line in again.splitlines()


@given(answers=ANSWERS)
def test_writing_twice_changes_nothing(answers: dict[str, AnswerEntry]) -> None:
    once = with_answers(HEAD + TAIL, answers)
    assert with_answers(once, answers) == once


def test_csv_and_yaml_give_the_same_answers() -> None:
    table = 'question,severity,often,words\n1,4,monthly,"late, again"\n13,3,weekly,\n5,,,\n'
    lines = (
        '1: {severity: 4, often: monthly, words: "late, again"}\n13: {severity: 3, often: weekly}\n'
    )
    expected = {
        "1": AnswerEntry(severity=4, often="monthly", words="late, again"),
        "13": AnswerEntry(severity=3, often="weekly"),
    }
    assert read_answers(table, "t.csv", QUESTIONS) == expected
    assert read_answers(table.replace(",", ";"), "t.csv", QUESTIONS)["13"] == expected["13"]
    assert read_answers(lines, "t.yaml", QUESTIONS) == expected
    assert read_answers(with_answers(HEAD, expected), "case.yaml", QUESTIONS) == expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("35,1,monthly,", "t.csv:2: unknown question '35'."),
        ("1,5,monthly,", "'severity' is not 5. Write 0 (no worry) to 4"),
        ("1,x,monthly,", "'severity' is not 'x'"),
        ("1,-1,monthly,", "'severity' is not '-1'"),
        ("1,2,,", "'often' is missing. Write one of: never, yearly"),
        ("1,2,daily,", "'often' is not 'daily'"),
        ("1,2,monthly,a,b", 'Put words that hold a comma in "quotes".'),
        ("1,2,monthly,\n1,3,weekly,", "question 1 is answered twice."),
        (f"1,2,monthly,{'a' * 501}", "At most 500 characters."),
    ],
)
def test_a_wrong_answer_is_refused_with_place_and_remedy(row: str, expected: str) -> None:
    with pytest.raises(CaseError) as told:
        read_answers(f"question,severity,often,words\n{row}\n", "t.csv", QUESTIONS)
    assert expected in str(told.value)


def test_all_wrong_answers_are_told_at_once() -> None:
    rows = "question,severity,often,words\n99,1,weekly,\n1,9,weekly,\n2,1,hourly,\n"
    with pytest.raises(CaseError) as told:
        read_answers(rows, "t.csv", QUESTIONS)
    assert len(told.value.faults) == 3


def test_unknown_columns_are_refused() -> None:
    with pytest.raises(CaseError, match=r"unknown column 'sverity'. Did you mean 'severity'"):
        read_answers("question,sverity,often\n1,2,weekly\n", "t.csv", QUESTIONS)


def test_a_case_in_braces_is_refused() -> None:
    text = (
        "{name: A, country: US, currency: USD, staff: 3, revenue: 10, "
        "people: [{name: B, role: owner}]}"
    )
    parse_case(text)
    with pytest.raises(CaseError, match="in braces"):
        with_answers(text, {})


def test_all_faults_of_a_table_are_told_at_once() -> None:
    table = (
        "question,severity,oftn,words\n"  # a column nobody knows
        "1,9,monthly,a\n"  # severity out of range; 'often' is missing, its column is misspelt
        "99,1,weekly,x\n"  # no such question, and 'often' missing again
        "3,1,,b,c,d\n"  # more cells than columns
    )
    with pytest.raises(CaseError) as caught:
        read_answers(table, "t.csv", QUESTIONS)
    told = [str(fault) for fault in caught.value.faults]
    assert len(told) == 6
    for part in ("'oftn'", "not 9", "'99'", "more cells"):
        assert sum(part in line for line in told) == 1, part
    assert sum("'often' is missing" in line for line in told) == 2


def test_answers_that_are_no_mapping_are_not_taken_for_none() -> None:
    with pytest.raises(CaseError, match="not a list of question numbers"):
        read_answers("answers: 5\n", "t.yaml", QUESTIONS)
    assert read_answers("answers:\n", "t.yaml", QUESTIONS) == {}
