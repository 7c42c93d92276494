"""What python-docx leaves to XML: styles of tables and clauses, numbering, fields, alt text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.shape import InlineShape
    from docx.table import _Cell, _Row
    from docx.text.paragraph import Paragraph as WordParagraph

    from bestplaced.documents.content import Document

FONT = "Arial"
"""In Word files the recipient's fonts count; this one, or its metric double, is everywhere."""

_LETTER = frozenset({"US", "CA", "MX", "PH"})
_CLAUSES, _BULLETS, _NUMBERS = 90, 91, 92  # ids of abstract numberings, clear of the template's
_SIZES = {"Normal": 9.5, "Title": 22, "Subtitle": 11, "Heading 1": 14, "Heading 2": 11.5,
          "Heading 3": 10, "Caption": 9.5, "Quote": 10.5, "List Bullet": 9.5}  # fmt: skip


def prepare(word: WordDocument, document: Document) -> None:
    """Set page, fonts, colours, styles and numberings of an empty document."""
    section, (_, _, region) = word.sections[0], document.language.partition("-")
    letter = region in _LETTER
    section.page_width, section.page_height = (
        (Mm(215.9), Mm(279.4)) if letter else (Mm(210), Mm(297))
    )
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(22)
    _drop_table_styles(word)
    _fonts(word, document)
    _own_styles(word)
    _table_style(word, document.brand.colour.lstrip("#"))
    _numberings(word)


def _drop_table_styles(word: WordDocument) -> None:
    """Take the template's hundred table styles out: nobody's here, and each slows every look-up."""
    for style in list(word.styles):
        if style.type == WD_STYLE_TYPE.TABLE and style.name != "Normal Table":
            style.delete()


def _fonts(word: WordDocument, document: Document) -> None:
    accent = RGBColor.from_string(document.brand.text_colour.lstrip("#").upper())
    for name, size in _SIZES.items():
        style: Any = word.styles[name]
        style.font.name, style.font.size = FONT, Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:cs"), FONT)
        if name.startswith(("Heading", "Title")):
            style.font.color.rgb, style.font.bold = accent, True
            for rule in style.element.iter(qn("w:bottom")):  # the line under the title
                rule.set(qn("w:color"), str(accent))
                rule.attrib.pop(qn("w:themeColor"), None)
        elif name != "Normal":
            style.font.color.rgb = RGBColor(0x1C, 0x24, 0x30)
    normal: Any = word.styles["Normal"]
    normal.paragraph_format.space_after = Pt(6)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), document.language)
    normal.element.get_or_add_rPr().append(language)
    caption: Any = word.styles["Caption"]
    caption.paragraph_format.keep_with_next = True
    caption.paragraph_format.space_before = Pt(8)


def _own_styles(word: WordDocument) -> None:
    """Add the paragraph styles that the template has not."""
    grey = RGBColor(0x5A, 0x62, 0x70)
    for name, size, after in (
        ("Lead", 11, 8), ("Small", 7.5, 4), ("Cell", 8, 0), ("Key figure", 15, 0),
        ("Warning", 9.5, 8), ("Clause 1", 10, 4), ("Clause 2", 9.5, 3), ("Clause 3", 9.5, 3),
        ("Clause 1 text", 9.5, 4), ("Clause 2 text", 9.5, 3), ("Clause 3 text", 9.5, 3),
    ):  # fmt: skip
        style: Any = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = word.styles["Normal"]
        style.font.size, style.paragraph_format.space_after = Pt(size), Pt(after)
        if name == "Small":
            style.font.color.rgb = grey
        if name == "Key figure":
            style.font.bold = True
        if name == "Warning":
            style.element.get_or_add_pPr().append(
                parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="FDF3E1"/>')
            )
        if name.startswith("Clause"):
            level = int(name.split()[1])
            if name.endswith("text"):
                style.paragraph_format.left_indent = Mm(12 * level)
            else:
                style.paragraph_format.keep_with_next = level == 1
                _number(style.element.get_or_add_pPr(), _CLAUSES, level - 1)


def _table_style(word: WordDocument, accent: str) -> None:
    """Add the table style: a shaded header, hair lines between rows, none upright."""
    style: Any = word.styles.add_style("Figures", WD_STYLE_TYPE.TABLE)
    borders = (
        f"<w:tblPr {nsdecls('w')}><w:tblBorders>"
        '<w:bottom w:val="single" w:sz="4" w:color="C9CED6"/>'
        '<w:insideH w:val="single" w:sz="4" w:color="C9CED6"/></w:tblBorders>'
        '<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="70" w:type="dxa"/>'
        '<w:bottom w:w="40" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    )
    header = (
        f'<w:tblStylePr {nsdecls("w")} w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr>'
        f'<w:tcBorders><w:bottom w:val="single" w:sz="8" w:color="{accent}"/></w:tcBorders>'
        '<w:shd w:val="clear" w:color="auto" w:fill="F2F4F7"/></w:tcPr></w:tblStylePr>'
    )
    for part in (borders, header):
        style.element.append(parse_xml(part))


def _numberings(word: WordDocument) -> None:
    """Add the numberings: clauses by levels, bullets, and lists that start again at 1."""
    numbering = word.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        f'<w:pStyle w:val="Clause{i + 1}"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{680 * (i + 1)}" w:hanging="680"/></w:pPr></w:lvl>'
        for i, text in enumerate(("%1", "%1.%2", "%1.%2.%3"))
    )
    bullet = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/>'
        '<w:lvlText w:val="\N{BULLET}"/><w:lvlJc w:val="left"/>'
        '<w:pPr><w:ind w:left="360" w:hanging="260"/></w:pPr></w:lvl>'
    )
    decimal = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        '<w:lvlText w:val="%1."/><w:lvlJc w:val="left"/>'
        '<w:pPr><w:ind w:left="360" w:hanging="360"/></w:pPr></w:lvl>'
    )
    first = numbering.find(qn("w:num"))
    for name, inner in ((_CLAUSES, levels), (_BULLETS, bullet), (_NUMBERS, decimal)):
        kind = "multilevel" if name == _CLAUSES else "singleLevel"
        first.addprevious(
            parse_xml(
                f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{name}">'
                f'<w:multiLevelType w:val="{kind}"/>{inner}</w:abstractNum>'
            )
        )
    for name in (_CLAUSES, _BULLETS):
        numbering.append(
            parse_xml(
                f'<w:num {nsdecls("w")} w:numId="{name}"><w:abstractNumId w:val="{name}"/></w:num>'
            )
        )


def _number(properties: Any, number: int, level: int) -> None:  # noqa: ANN401 - an XML element
    """Give a style or paragraph a numbering."""
    found = properties.get_or_add_numPr()
    found.get_or_add_ilvl().val = level
    found.get_or_add_numId().val = number


def numbered_list(word: WordDocument) -> int:
    """Add a list that counts from 1 and return its id."""
    numbering = word.part.numbering_part.element
    name = max(int(n.get(qn("w:numId"))) for n in numbering.findall(qn("w:num"))) + 1
    numbering.append(
        parse_xml(
            f'<w:num {nsdecls("w")} w:numId="{name}"><w:abstractNumId w:val="{_NUMBERS}"/>'
            '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        )
    )
    return int(name)


def bullet_style(paragraph: WordParagraph, number: int | None) -> None:
    """Make a paragraph an item of a numbered list, or one with a bullet."""
    _number(paragraph._p.get_or_add_pPr(), number or _BULLETS, 0)  # noqa: SLF001 - no public way


def repeat_header(row: _Row) -> None:
    """Repeat a row at the top of each page of its table, and keep it whole."""
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - no public way
    for name in ("w:cantSplit", "w:tblHeader"):
        properties.append(OxmlElement(name))


def unbroken(row: _Row) -> None:
    """Keep a row on one page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001 - no public way


def shade(cell: _Cell, colour: str) -> None:
    """Fill a cell."""
    cell._tc.get_or_add_tcPr().append(  # noqa: SLF001 - no public way
        parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{colour}"/>')
    )


def line_above(cell: _Cell) -> None:
    """Draw the line of a sum above a cell."""
    cell._tc.get_or_add_tcPr().append(  # noqa: SLF001 - no public way
        parse_xml(
            f'<w:tcBorders {nsdecls("w")}><w:top w:val="single" w:sz="8" w:color="5A6270"/>'
            "</w:tcBorders>"
        )
    )


def describe(picture: InlineShape, alt: str) -> None:
    """Give a picture its text for who cannot see it, and no margin that would push it aside."""
    inline = picture._inline  # noqa: SLF001 - no public way
    inline.docPr.set("descr", alt)
    for side in ("distL", "distR"):
        inline.set(side, "0")


def field_of(paragraph: WordParagraph, code: str) -> None:
    """Add a field such as PAGE, which Word fills in."""
    paragraph._p.append(  # noqa: SLF001 - no public way
        parse_xml(
            f'<w:fldSimple {nsdecls("w")} w:instr="{code}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        )
    )
