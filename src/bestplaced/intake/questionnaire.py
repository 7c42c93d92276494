"""Answers to the questions: read from a table or a case, and written back into a case's text.

Only the ``answers:`` block of the case is touched; every comment elsewhere stays.
"""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING

import yaml
from pydantic import ValidationError

from bestplaced.case.case_file import AnswerEntry
from bestplaced.case.question import OFTEN
from bestplaced.case.reading import nearest, parse_values
from bestplaced.errors import CaseError, Fault

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bestplaced.case.question import Question

COLUMNS = ("question", "severity", "often", "words")
Answers = dict[str, AnswerEntry]
Row = tuple[str, str, dict[str, object]]
"""Where an answer stands, its question's number, and what was written."""


def read_answers(text: str, source: str, questions: Sequence[Question]) -> Answers:
    """Return the answers of a small table: CSV (``question,severity,often,words``) or YAML.

    YAML is either a mapping of question numbers or a case with ``answers:``.

    Raises:
        CaseError: an unknown question or column, a score out of range; all faults at once.

    """
    faults: list[Fault] = []
    first = next((line for line in text.splitlines() if line.strip()), "")
    named = first.lstrip("\ufeff").strip().lower()
    if re.match(r"question\s*[,;\t]", named):
        rows = _rows(text, source, faults)
    else:
        rows = _mapping(text, source, faults)
    answers = _checked(rows, questions, faults)
    if faults:
        raise CaseError(faults)
    return answers


def _rows(text: str, source: str, faults: list[Fault]) -> list[Row]:
    """Return each row of a CSV table; what is wrong with the table itself joins the faults."""
    head = next(line for line in text.splitlines() if line.strip())
    cut = max(",;\t", key=head.count)
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff")), delimiter=cut, strict=False)
    names = [(name or "").strip().lower() for name in reader.fieldnames or ()]
    faults += [
        Fault(f"unknown column '{name}'.", f"{source}:1", nearest(name, COLUMNS))
        for name in names
        if name not in COLUMNS
    ]
    if len(set(names)) < len(names):
        faults.append(Fault("a column stands twice.", f"{source}:1", "Keep one of the two."))
        return []  # which of the two is meant is not known
    reader.fieldnames = names
    rows = []
    for row in reader:
        place = f"{source}:{reader.line_num}"
        if None in row:
            text_of = "more cells than columns."
            faults.append(Fault(text_of, place, 'Put words that hold a comma in "quotes".'))
            continue
        cells = {k: (v or "").strip() for k, v in row.items() if k in COLUMNS}
        if not any(cells[k] for k in cells if k != "question"):
            continue  # a question left blank is not answered
        number = cells.pop("question")
        values: dict[str, object] = {k: v for k, v in cells.items() if v}
        if str(values.get("severity", "")).isdigit():
            values["severity"] = int(str(values["severity"]))
        rows.append((place, number, values))
    return rows


def _mapping(text: str, source: str, faults: list[Fault]) -> list[Row]:
    """Return the answers of a YAML mapping, or of a case's ``answers:``."""
    values, place = parse_values(text, source)
    inner: tuple[str, ...] = ()
    if "answers" in values:
        inner = ("answers",)
        found = values["answers"]
        values = found if isinstance(found, dict) else {}
        if found is not None and not isinstance(found, dict):
            what = "'answers' is not a list of question numbers with their answers."
            faults.append(Fault(what, place(inner), "For example 1: {severity: 3, often: weekly}."))
    rows = []
    for number, value in values.items():
        entry = value if isinstance(value, dict) else {"severity": value}
        rows.append((place((*inner, number)), str(number), entry))
    return rows


def _checked(rows: Sequence[Row], questions: Sequence[Question], faults: list[Fault]) -> Answers:
    """Return valid answers by question number; what is wrong with others joins the faults."""
    known = [str(q.number) for q in questions]
    answers: Answers = {}
    met: set[str] = set()
    for place, number, values in rows:
        if number not in known:
            faults.append(Fault(f"unknown question '{number}'.", place, nearest(number, known)))
        if number in met:
            faults.append(Fault(f"question {number} is answered twice.", place, "Keep one."))
        met.add(number)
        try:
            answers[number] = AnswerEntry.model_validate(values)
        except ValidationError as error:
            faults += [_fault(place, number, item) for item in error.errors(include_url=False)]
    return answers


def _fault(place: str, number: str, item: Mapping[str, object]) -> Fault:
    """Return one thing that is wrong with one answer."""
    loc = item["loc"]
    assert isinstance(loc, tuple)  # noqa: S101 - pydantic's promise
    key = str(loc[-1]) if loc else ""
    remedy = {
        "severity": "Write 0 (no worry) to 4 (keeps me awake).",
        "often": f"Write one of: {', '.join(OFTEN)}.",
        "words": "At most 500 characters.",
    }.get(key, f"An answer has {', '.join(COLUMNS[1:])}.")
    missing = item["type"] == "missing"
    what = f"'{key}' is missing" if missing else f"'{key}' is not {item['input']!r}"
    return Fault(f"question {number}: {what}.", place, remedy)


def answers_block(answers: Mapping[str, AnswerEntry]) -> str:
    """Return the ``answers:`` block of a case file, in the order of the questions."""
    if not answers:
        return "answers: {}\n"
    lines = ["answers:"]
    for number in sorted(answers, key=int):
        answer = answers[number]
        said = f", words: {json.dumps(answer.words, ensure_ascii=False)}" if answer.words else ""
        lines.append(f"  {number}: {{severity: {answer.severity}, often: {answer.often}{said}}}")
    return "\n".join(lines) + "\n"


def with_answers(text: str, answers: Mapping[str, AnswerEntry]) -> str:
    """Return a case's text with its ``answers:`` replaced, or added at its end.

    The text is a valid case of block style (`parse_case` has read it).

    Raises:
        CaseError: the whole case is written in braces, where no block can be put.

    """
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    block = answers_block(answers)
    if not isinstance(node, yaml.MappingNode) or node.flow_style:
        remedy = "Write its keys on lines of their own, without the outer braces."
        raise CaseError(Fault("answers cannot be added to a case written in braces.", "", remedy))
    for key, value in node.value:
        if key.value == "answers":
            return text[: key.start_mark.index] + block + _after_block(text[_end(value) :])
    gap = "" if text.endswith("\n") else "\n"
    return text + gap + block


def _end(node: yaml.Node) -> int:
    """Return where a node's last value ends; a block's own mark lies behind later comments."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(last[1] if isinstance(last, tuple) else last)
    return int(node.end_mark.index)


def _after_block(rest: str) -> str:
    """Return what follows the old block, without the end of its own last line."""
    line, newline, below = rest.partition("\n")
    comment = line.strip()
    return (f"{comment}\n" if comment else "") + (below if newline else "")
