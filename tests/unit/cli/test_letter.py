"""Letter and calendar on the command line: what a user does wrong is told, and nothing is left."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from bestplaced.cli import main

EXAMPLE = "examples/harbour-joinery.yaml"


def said(capsys: pytest.CaptureFixture[str], *args: str) -> str:
    """Run the command line, expect exit code 2, and return what it said."""
    with pytest.raises(SystemExit) as ended:
        main(list(args))
    assert ended.value.code == 2
    return capsys.readouterr().err


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (("--format", "odt"), "unknown format 'odt'"),
        (("--only", "roles,exits,raci"), "no schedule 'exits'"),
        (("--language", "xx"), "there are no texts in the language 'xx'"),
        (("--date", "2027-02-01", "--start", "2027-01-04"), "is before the letter's date"),
        (("--brand", "no-such-file.yaml"), "no-such-file.yaml"),
    ],
)
def test_wrong_options_of_the_letter_are_told_before_any_solving(
    more: tuple[str, ...], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert message in said(capsys, "letter", EXAMPLE, "--out", str(out), *more)
    assert not out.exists()


def test_a_logo_that_is_missing_is_told_with_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    brand = tmp_path / "brand.yaml"
    brand.write_text("name: Fernhill\nlogo: none.png\n", encoding="utf-8")
    text = said(capsys, "letter", EXAMPLE, "--brand", str(brand), "--out", str(tmp_path / "out"))
    assert "there is no logo at" in text
    assert not (tmp_path / "out").exists()


def test_a_region_that_a_country_does_not_have_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = tmp_path / "case.yaml"
    text = Path(EXAMPLE).read_text(encoding="utf-8")
    case.write_text(text + "calendar: {region: ZZZ}\n", encoding="utf-8")
    target = tmp_path / "dates.ics"
    told = said(capsys, "calendar", str(case), "--year", "2027", "--out", str(target))
    assert "US has no region ZZZ" in told
    assert list(tmp_path.iterdir()) == [case]


def test_a_year_far_away_is_refused() -> None:
    from bestplaced.cli import app  # noqa: PLC0415 - only here

    result = CliRunner().invoke(app, ["calendar", EXAMPLE, "--year", "1999"])
    assert result.exit_code == 2
    assert "1999 is not in the range" in result.output


def test_the_commands_write_whole_files_and_say_what_is_open(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "dates.ics"
    main_quietly("calendar", EXAMPLE, "--year", "2027", "--out", str(target))
    told = capsys.readouterr().out
    assert target.read_bytes().startswith(b"BEGIN:VCALENDAR")
    assert "Not in it until the case states calendar.pay_day" in told
    assert "Check dates of law every year" in told
    main_quietly("letter", EXAMPLE, "--format", "docx,html", "--out", str(tmp_path / "out"))
    names = sorted(p.name for p in (tmp_path / "out").iterdir())
    assert names == ["letter-harbour-joinery.docx", "letter-harbour-joinery.html"]
    assert "draft for professional review" in capsys.readouterr().out


def main_quietly(*args: str) -> None:
    """Run the command line to its proper end."""
    with pytest.raises(SystemExit) as ended:
        main(list(args))
    assert ended.value.code == 0
