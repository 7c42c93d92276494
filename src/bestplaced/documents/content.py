"""The neutral content of a document: what it says, apart from how any format writes it.

Built once, written by every writer. Everything is frozen; every figure is a `Figure` whose text was
made in one place (`bestplaced.documents.figures`), so that it is the same string in every format.

::

    Document
    └── blocks: Heading | Paragraph | Bullets | Table | Chart | KeyFigures | Clause | Note
                | Signatures | PageBreak
        └── lines: a tuple of Run, each plain text or one Figure
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

Kind = Literal["text", "money", "hours", "percent", "number", "date"]
Style = Literal["body", "lead", "quote", "small", "warning"]
RowRole = Literal["body", "group", "total"]
RIGHT: frozenset[Kind] = frozenset({"money", "hours", "percent", "number"})
"""Kinds of figure that stand right-aligned in a column."""


# Control characters and halves of characters are in no text; marks that turn the reading
# direction could hide what is said.
_UNSEEN: dict[int, str | None] = dict.fromkeys(
    (
        *range(0x20),
        *range(0x7F, 0xA0),
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
        *range(0xD800, 0xE000),
        0xFEFF,
    )
)
_UNSEEN.update({ord("\t"): " ", ord("\n"): " "})


def clean(text: str) -> str:
    """Return a text without control characters and marks that override reading direction."""
    return text.translate(_UNSEEN)


class Said:
    """Base of what holds texts: they are cleaned where they enter the tree."""

    def __post_init__(self) -> None:
        """Clean every text."""
        for name, value in vars(self).items():
            if isinstance(value, str):
                object.__setattr__(self, name, clean(value))
            elif isinstance(value, tuple) and any(isinstance(item, str) for item in value):
                object.__setattr__(self, name, tuple(clean(item) for item in value))


@dataclass(frozen=True)
class Figure:
    """One value and the text that shows it, the same in every format.

    ``value`` is money in the case's currency, hours, a share (0.1 for 10 %), a count or a date;
    ``pattern`` is the number format of a spreadsheet that shows it like ``text``.
    """

    text: str
    value: float | dt.date
    kind: Kind
    pattern: str = "General"


@dataclass(frozen=True)
class Run(Said):
    """A piece of a line: plain text, or a figure whose text it shows."""

    text: str
    figure: Figure | None = None
    strong: bool = False


Line = tuple[Run, ...]


def line(*parts: str | Figure | Run) -> Line:
    """Return a line made of texts and figures; empty texts are dropped."""
    found = []
    for part in parts:
        if isinstance(part, Figure):
            found.append(Run(part.text, part))
        elif isinstance(part, Run):
            found.append(part)
        elif part:
            found.append(Run(part))
    return tuple(found)


def joined(parts: Sequence[Line], between: str = "; ") -> Line:
    """Return lines after each other as one."""
    found: list[Run] = []
    for n, part in enumerate(parts):
        if n:
            found.append(Run(between))
        found.extend(part)
    return tuple(found)


def plain(runs: Line) -> str:
    """Return the text of a line without emphasis."""
    return "".join(run.text for run in runs)


@dataclass(frozen=True)
class Heading(Said):
    """A heading of level 1 (section), 2 or 3."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph(Said):
    """Running text; ``label`` is a bold lead-in. ``quote`` is somebody's own words."""

    line: Line
    style: Style = "body"
    label: str = ""


@dataclass(frozen=True)
class Bullets:
    """A list of lines, numbered or not."""

    items: tuple[Line, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Column(Said):
    """A column of a table: header, kind of its figures, and its share of the width."""

    header: str
    kind: Kind = "text"
    weight: float = 1.0

    @property
    def right(self) -> bool:
        """Whether its cells stand right-aligned."""
        return self.kind in RIGHT


@dataclass(frozen=True)
class Row:
    """A row of cells, one line each; a ``group`` row has one cell over the whole width."""

    cells: tuple[Line, ...]
    role: RowRole = "body"


@dataclass(frozen=True)
class Table(Said):
    """Rows under columns, with a caption above and a note below."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    caption: str = ""
    note: Line = ()

    def __post_init__(self) -> None:
        """Refuse rows that do not fit the columns."""
        super().__post_init__()
        for row in self.rows:
            wanted = 1 if row.role == "group" else len(self.columns)
            if len(row.cells) != wanted:
                message = f"a {row.role} row of {wanted} cells has {len(row.cells)}"
                raise ValueError(message)


@dataclass(frozen=True)
class Chart(Said):
    """One chart: its Vega-Lite specification, caption, and text for who cannot see it."""

    name: str
    spec: Mapping[str, Any] = field(hash=False)
    caption: str
    alt: str
    width: float = 1.0
    """Share of the text's width."""


@dataclass(frozen=True)
class KeyFigure(Said):
    """One large figure with what it means."""

    figure: Figure
    means: str


@dataclass(frozen=True)
class KeyFigures:
    """A few large figures beside each other."""

    items: tuple[KeyFigure, ...]


@dataclass(frozen=True)
class Clause(Said):
    """One numbered clause of a contract, such as 4.2; its number was given by the builder."""

    number: str
    title: str
    paragraphs: tuple[Line, ...]
    level: int = 1


@dataclass(frozen=True)
class Note:
    """Where something comes from: a source id and a grade from A (official) to E (judgement)."""

    line: Line
    source: str = ""
    grade: str = ""


@dataclass(frozen=True)
class Signatory(Said):
    """One side that signs: the party, and what stands under the line for the name."""

    party: str
    name: str = ""
    capacity: str = ""


@dataclass(frozen=True)
class Signatures(Said):
    """Blocks to sign, side by side; the labels are what is to be filled in by hand."""

    signatories: tuple[Signatory, ...]
    labels: tuple[str, str, str, str]
    """Signature, name, capacity, date."""


@dataclass(frozen=True)
class PageBreak:
    """What follows starts on a new page."""


Block = (
    Heading
    | Paragraph
    | Bullets
    | Table
    | Chart
    | KeyFigures
    | Clause
    | Note
    | Signatures
    | PageBreak
)


@dataclass(frozen=True)
class Logo:
    """A picture of the sender: its bytes and type."""

    data: bytes = field(repr=False)
    type: Literal["png", "jpg", "svg"] = "png"


READABLE = 4.5  # contrast of text with what is behind it (WCAG 2.2, AA)
_PALE = 0.88  # luminance of the palest grey or tint behind text


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour written as ``#rrggbb`` (WCAG)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]  # noqa: PLR2004
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@dataclass(frozen=True)
class Brand(Said):
    """Who sends the document: name, address lines, colours as ``#rrggbb``, logo."""

    name: str
    address: tuple[str, ...] = ()
    colour: str = "#1f4e79"
    logo: Logo | None = None

    @property
    def ink(self) -> str:
        """Black or white, whichever reads better on the colour (WCAG relative luminance)."""
        light = luminance(self.colour)
        return "#ffffff" if 1.05 / (light + 0.05) >= (light + 0.05) / 0.05 else "#000000"

    @property
    def text_colour(self) -> str:
        """The colour, darkened as far as it takes to read on pale grey (WCAG: 4.5 to 1)."""
        parts, shade = [int(self.colour[i : i + 2], 16) for i in (1, 3, 5)], 1.0
        while True:
            found = "#" + "".join(f"{round(part * shade):02x}" for part in parts)
            if (_PALE + 0.05) / (luminance(found) + 0.05) >= READABLE:
                return found
            shade -= 0.02


@dataclass(frozen=True)
class Document(Said):
    """One document: title page data, and its blocks in reading order.

    ``language`` is a BCP 47 tag; ``draft``, where not empty, is written on every page.
    """

    title: str
    subtitle: str
    date: Figure
    brand: Brand
    language: str
    blocks: tuple[Block, ...]
    draft: str = ""
    footer: str = ""

    def lines(self) -> Iterator[Line]:
        """Return every line of text in reading order, headings and captions included."""
        yield line(self.title)
        yield line(self.subtitle)
        for block in self.blocks:
            yield from lines_of(block)

    def figures(self) -> Iterator[Figure]:
        """Return every figure that stands in the text, in reading order."""
        for runs in self.lines():
            yield from (run.figure for run in runs if run.figure is not None)


def lines_of(block: Block) -> Iterator[Line]:  # noqa: C901 - one case for each kind of block
    """Return the lines of a block in reading order."""
    match block:
        case Heading(text):
            yield line(text)
        case Paragraph(runs, _, label):
            yield line(label)
            yield runs
        case Bullets(items):
            yield from items
        case Table(columns, rows, caption, note):
            yield line(caption)
            yield from (line(column.header) for column in columns)
            yield from (cell for row in rows for cell in row.cells)
            yield note
        case Chart(_, _, caption):
            yield line(caption)
        case KeyFigures(items):
            for item in items:
                yield line(item.figure)
                yield line(item.means)
        case Clause(number, title, paragraphs):
            yield line(f"{number} {title}")
            yield from paragraphs
        case Note(runs):
            yield runs
        case Signatures(signatories):
            yield from (line(f"{s.party} {s.name} {s.capacity}".strip()) for s in signatories)
        case PageBreak():
            return
