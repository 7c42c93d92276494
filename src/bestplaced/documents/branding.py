"""Who sends the documents: name, address, colour and logo, from a small YAML file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal
from xml.etree.ElementTree import ParseError

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bestplaced.case.reading import parse_values
from bestplaced.documents.content import Brand, Logo, clean
from bestplaced.errors import CaseError, Fault

if TYPE_CHECKING:
    from collections.abc import Callable

LARGEST_LOGO = 2_000_000  # bytes; a logo is printed a few centimetres wide
_LONGEST_NAME = 120
_STARTS: tuple[tuple[bytes, Literal["png", "jpg"]], ...] = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
)
_ACTIVE = ("<script", "<foreignobject", "javascript:", "<!entity", 'xlink:href="http', 'href="http')


class BrandFile(BaseModel):
    """The keys of a brand file; ``logo`` is a path beside the file."""

    model_config = ConfigDict(extra="forbid", strict=True)

    name: Annotated[str, Field(min_length=1, max_length=_LONGEST_NAME)]
    address: Annotated[
        list[Annotated[str, Field(max_length=_LONGEST_NAME)]], Field(max_length=6)
    ] = []
    colour: Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")] = "#1f4e79"
    logo: str | None = None


def read_brand(path: str | Path) -> Brand:
    """Return the brand that a YAML file describes.

    Raises:
        CaseError: every fault of the file and of its logo at once.
        OSError: the brand file itself cannot be read.

    """
    source = Path(path)
    values, place = parse_values(source.read_text(encoding="utf-8", errors="replace"), str(path))
    try:
        read = BrandFile.model_validate(values)
    except ValidationError as error:
        raise CaseError(_faults(error, place)) from error
    logo = None
    if read.logo is not None:
        logo = read_logo(source.parent / read.logo, place(("logo",)))
    return Brand(clean(read.name), tuple(clean(a) for a in read.address), read.colour, logo)


def _faults(error: ValidationError, place: Callable[[tuple[str | int, ...]], str]) -> list[Fault]:
    """Return a fault for each thing that is wrong in a brand file."""
    remedies = {"colour": "Write it as six hex digits in quotes: '#1f4e79'."}
    found = []
    for item in error.errors():
        key = str(item["loc"][0]) if item["loc"] else "the file"
        known = ", ".join(BrandFile.model_fields)
        unknown = item["type"] == "extra_forbidden"
        text = f"unknown key '{key}'." if unknown else f"{key}: {item['msg'].lower()}."
        remedy = f"Known: {known}." if unknown else remedies.get(key, "")
        found.append(Fault(text, place(item["loc"]), remedy))
    return found


def read_logo(path: Path, where: str) -> Logo:
    """Return a picture: PNG, JPEG or SVG, told by its content, not by its name.

    Raises:
        CaseError: the file is missing, too large, or no picture that every format can take.

    """
    if not path.is_file():
        text = f"there is no logo at '{path}'."
        raise CaseError(Fault(text, where, "Name a file beside the brand file, or leave it out."))
    if path.stat().st_size > LARGEST_LOGO:
        text = f"the logo '{path.name}' is larger than {LARGEST_LOGO // 1_000_000} MB."
        raise CaseError(Fault(text, where, "Save it smaller."))
    data = path.read_bytes()
    for start, kind in _STARTS:
        if data.startswith(start):
            return Logo(data, kind)
    if b"<svg" in data[:2000]:
        return Logo(_still(data, path, where), "svg")
    text = f"the logo '{path.name}' is neither PNG, JPEG nor SVG."
    raise CaseError(Fault(text, where, "Save it as one of these."))


def _still(data: bytes, path: Path, where: str) -> bytes:
    """Return an SVG that is well-formed and neither runs nor fetches anything."""
    from xml.etree import ElementTree as ET  # noqa: PLC0415 - entities refused first

    text = data.decode("utf-8", "replace")
    lowered = text.lower()
    active = next((word for word in _ACTIVE if word in lowered), None)
    if active is not None:
        what = f"the logo '{path.name}' holds '{active}', which no logo needs."
        raise CaseError(Fault(what, where, "Save it as plain SVG or PNG."))
    try:
        ET.fromstring(text)  # noqa: S314 - entities were refused above
    except ParseError as error:
        what = f"the logo '{path.name}' is not well-formed SVG: {error}."
        raise CaseError(Fault(what, where, "Save it again, or as PNG.")) from error
    return data
