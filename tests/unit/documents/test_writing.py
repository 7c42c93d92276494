"""Files appear whole or not at all; names of files and brands are made safe."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bestplaced.documents.branding import read_brand
from bestplaced.documents.writing import file_name, save
from bestplaced.errors import CaseError

PNG = bytes.fromhex(  # one transparent pixel
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)


def test_files_are_saved_and_nothing_else_is_left(tmp_path: Path) -> None:
    paths = save({"a.pdf": b"one", "b.docx": b"two"}, tmp_path / "new" / "folder")
    assert [p.read_bytes() for p in paths] == [b"one", b"two"]
    assert sorted(p.name for p in paths[0].parent.iterdir()) == ["a.pdf", "b.docx"]


def test_a_failure_leaves_the_old_files_whole(tmp_path: Path) -> None:
    save({"a.pdf": b"old"}, tmp_path)
    (tmp_path / "b.pdf").mkdir()  # a folder stands where the second file should go
    with pytest.raises(OSError, match=r"b\.pdf"):
        save({"b.pdf": b"new", "a.pdf": b"new"}, tmp_path)
    assert (tmp_path / "a.pdf").read_bytes() == b"old"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.pdf", "b.pdf"]


@given(st.text())
def test_any_text_becomes_a_file_name_inside_the_folder(text: str) -> None:
    name = file_name(text)
    assert 1 <= len(name) <= 60
    assert Path(name).name == name
    assert not name.startswith((".", "-"))


def brand_file(folder: Path, text: str) -> Path:
    path = folder / "brand.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_brand_is_read_with_its_logo(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(PNG)
    text = "name: Teasel & Quill\naddress: [1 High Street]\ncolour: '#0a7d5a'\nlogo: logo.png\n"
    brand = read_brand(brand_file(tmp_path, text))
    assert (brand.name, brand.colour) == ("Teasel & Quill", "#0a7d5a")
    assert brand.logo is not None
    assert brand.logo.type == "png"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name: A\nlogo: none.png", r"brand.yaml:2: there is no logo"),
        ("name: A\nlogo: text.png", r"brand.yaml:2: .* neither PNG, JPEG nor SVG"),
        ("name: A\nlogo: active.svg", r"brand.yaml:2: .* '<script'"),
        ("name: A\nlogo: broken.svg", r"brand.yaml:2: .* not well-formed"),
        ("name: A\ncolour: blue", r"brand.yaml:2: colour: .*six hex digits"),
        ("name: A\ncolor: '#112233'", r"brand.yaml:2: unknown key 'color'.*colour"),
        ("colour: red", r"name: field required(.|\n)*colour:"),
        ("name: " + "A" * 300, r"at most 120"),
    ],
)
def test_a_wrong_brand_is_refused_with_place_and_remedy(
    tmp_path: Path, text: str, said: str
) -> None:
    (tmp_path / "text.png").write_text("no picture")
    (tmp_path / "active.svg").write_text("<svg><script>alert(1)</script></svg>")
    (tmp_path / "broken.svg").write_text("<svg><g></svg>")
    with pytest.raises(CaseError, match=said):
        read_brand(brand_file(tmp_path, text))
