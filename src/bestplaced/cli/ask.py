"""``bestplaced ask CASE``: what keeps the owner awake, in the owner's own words."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bestplaced.errors import CaseError, Fault

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from bestplaced.case.case_file import AnswerEntry
    from bestplaced.case.question import Often, Question

_LARGEST = 1_000_000  # characters of answers; 34 of them are a page


@click.command("ask")
@click.argument("case_file", metavar="CASE")
@click.option("--out", metavar="FILE", help="Case with the answers. Default: CASE-answered.yaml.")
@click.option(
    "--answers", "given", metavar="FILE", help="Take answers from CSV or YAML; '-' is the input."
)
@click.option("--tier", "tiers", multiple=True, metavar="TIER", help="Only this tier's questions.")
def ask(case_file: str, out: str | None, given: str | None, tiers: tuple[str, ...]) -> None:
    """Ask the 34 questions about a CASE's worries, and write the answers into a copy of it.

    Return skips a question, q stops; what was answered is kept, and the next run goes on from
    there. Without a terminal, answers are read from the input: CSV (question,severity,often,words)
    or YAML. Pains order the story of the deal and scale the value of better decisions; they never
    change how often a loss is expected.
    """
    from bestplaced.case.reading import read_case  # noqa: PLC0415 - imported when used
    from bestplaced.catalogue import load_catalogue  # noqa: PLC0415 - imported when used
    from bestplaced.intake.questionnaire import with_answers  # noqa: PLC0415 - imported when used

    path = Path(case_file)
    target = Path(out) if out else path.with_name(f"{path.stem}-answered.yaml")
    questions = _chosen(load_catalogue().questions, tiers)
    answers = dict(read_case(path).file.answers)
    if target != path and target.exists():
        answers |= read_case(target).file.answers
    if given is not None or not sys.stdin.isatty():
        answers |= _given(given)
        _write(target, with_answers(_text(path), answers))
    else:
        try:
            interview(questions, answers)
        finally:
            _write(target, with_answers(_text(path), answers))
    _summary(target)


def _text(path: Path) -> str:
    """Return the case as YAML; a workbook is turned into it."""
    from bestplaced.case.plain_values import to_yaml  # noqa: PLC0415 - imported when used
    from bestplaced.case.reading import read_case  # noqa: PLC0415 - imported when used
    from bestplaced.case.workbook import WORKBOOK  # noqa: PLC0415 - imported when used

    content = path.read_bytes()
    return to_yaml(read_case(path).file) if content[:4] == WORKBOOK else content.decode("utf-8-sig")


def _chosen(questions: Sequence[Question], tiers: tuple[str, ...]) -> tuple[Question, ...]:
    """Return the questions of the tiers asked for (default: all)."""
    from bestplaced.case.reading import nearest  # noqa: PLC0415 - imported when used
    from bestplaced.case.responsibility import TIERS  # noqa: PLC0415 - imported when used

    wrong = [tier for tier in tiers if tier not in TIERS]
    if wrong:
        raise CaseError([Fault(f"unknown tier '{t}'.", "--tier", nearest(t, TIERS)) for t in wrong])
    return tuple(q for q in questions if not tiers or set(q.tiers) & set(tiers))


def _given(source: str | None) -> dict[str, AnswerEntry]:
    """Return answers from a file, or from the input."""
    from bestplaced.catalogue import load_catalogue  # noqa: PLC0415 - imported when used
    from bestplaced.intake.questionnaire import read_answers  # noqa: PLC0415 - imported when used

    name = "input" if source in {None, "-"} else str(source)
    try:
        if name == "input":
            text = sys.stdin.buffer.read(_LARGEST * 4 + 1).decode("utf-8-sig")
        else:
            text = Path(name).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise CaseError(Fault("not UTF-8 text.", name, "Save it as UTF-8.")) from error
    if len(text) > _LARGEST:
        raise CaseError(Fault("far larger than any answers.", name))
    if not text.strip():
        remedy = "Pipe 'question,severity,often,words' rows, or run it in a terminal."
        raise CaseError(Fault("holds no answers.", name, remedy))
    return read_answers(text, name, load_catalogue().questions)


def interview(questions: Sequence[Question], answers: dict[str, AnswerEntry]) -> None:
    """Ask what is not answered yet, one question after the other; q or the end of input stops."""
    open_ones = [q for q in questions if str(q.number) not in answers]
    click.echo(
        f"{len(open_ones)} questions. How much does it worry you: 0 (not at all) to 4 (keeps me "
        "awake).\nReturn skips a question, q stops. What you have answered is kept.\n"
    )
    for i, question in enumerate(open_ones, start=1):
        try:
            answer = _one(question, f"{i}/{len(open_ones)}")
        except (click.Abort, EOFError, KeyboardInterrupt):
            click.echo()
            return
        if answer == "stop":
            return
        if answer is not None and not isinstance(answer, str):
            answers[str(question.number)] = answer


def _one(question: Question, place: str) -> AnswerEntry | str | None:
    """Ask one question: an answer, nothing (skipped), or ``stop``."""
    from bestplaced.case.case_file import AnswerEntry  # noqa: PLC0415 - imported when used
    from bestplaced.case.question import OFTEN  # noqa: PLC0415 - imported when used

    click.secho(f"[{place}] {question.text}", bold=True)
    severity = _choice("  worry 0-4", ("0", "1", "2", "3", "4"))
    if severity in {"", "q"}:
        return "stop" if severity == "q" else None
    often: Often = "never"
    if severity != "0":
        letters: dict[str, Often] = dict(zip("nyrmw", OFTEN, strict=True))
        chosen = _choice("  how often: n(ever) y(early) qua(r)terly m(onthly) w(eekly)", letters)
        if chosen in {"", "q"}:
            return "stop" if chosen == "q" else None
        often = letters[chosen]
    words = click.prompt("  in your own words", default="", show_default=False).strip()[:500]
    return AnswerEntry(severity=int(severity), often=often, words=words)


def _choice(prompt: str, allowed: Collection[str]) -> str:
    """Return one of the allowed answers, q, or nothing."""
    while True:
        said = str(click.prompt(prompt, default="", show_default=False)).strip().lower()
        if said in {"", "q"} or said in allowed:
            return said
        click.echo(f"  please one of {', '.join(allowed)}; Return skips, q stops")


def _write(target: Path, text: str) -> None:
    """Write the whole file or nothing, and only a case that can be read again."""
    from bestplaced.case.reading import parse_case  # noqa: PLC0415 - imported when used

    parse_case(text, str(target))
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(text)
        Path(name).chmod(target.stat().st_mode if target.exists() else 0o644)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _summary(target: Path) -> None:
    """Print what the answers say: tiers by score, the worst worries, what would answer them."""
    from rich.console import Console  # noqa: PLC0415 - imported when used

    from bestplaced.case.reading import read_case  # noqa: PLC0415 - imported when used
    from bestplaced.catalogue import complete  # noqa: PLC0415 - imported when used
    from bestplaced.cli.deal_story import show_pains  # noqa: PLC0415 - imported when used

    console = Console()
    if not console.is_terminal:
        console = Console(width=100)
    case = complete(read_case(target))
    show_pains(console, case)
    console.print(f"Written to {target}. Next: bestplaced deal {target}", highlight=False)
