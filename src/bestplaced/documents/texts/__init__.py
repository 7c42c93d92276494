"""All words of the documents, one YAML file a language; the code names them by key.

A second language is a second file like `en.yaml`, beside it or anywhere (``--language sv.yaml``);
what it does not say is said in English. Under ``names`` it may give names by id; under ``known``
stands what the catalogue and other rooms say in English, with a translation. A known sentence may
hold {places} that stand for whatever is there.
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from importlib import resources
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Any

import yaml
from babel import Locale, UnknownLocaleError
from babel.numbers import format_decimal

from bestplaced.documents.content import Figure, Line, Run, line, plain
from bestplaced.errors import CaseError, Fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bestplaced.case.business import Case

SOURCE = "en"
"""The language that everything is written in first."""
_NUMBER = re.compile(r"-?\d[\d,]*(?:\.(\d+))?")


class Texts:
    """The texts of one language, by dotted key such as ``proposal.fee.lead``."""

    def __init__(
        self,
        language: str,
        texts: Mapping[str, str | tuple[str, ...]],
        known: Mapping[str, str] | None = None,
    ) -> None:
        """Keep the flat mapping, and what English texts of other rooms are in this language."""
        self.language = language
        self._texts, self._known = texts, dict(known or {})

    @property
    def keys(self) -> frozenset[str]:
        """All keys."""
        return frozenset(self._texts)

    def raw(self, key: str) -> str:
        """Return a text as it stands in the file.

        Raises:
            KeyError: no such text.

        """
        found = self._texts[key]
        if not isinstance(found, str):
            message = f"{key} is a list of texts"
            raise TypeError(message)
        return found

    def line(self, key: str, **parts: str | Figure | Run | Line) -> Line:
        """Return a text as a line, with its ``{places}`` filled by texts and figures."""
        return fill(self.raw(key), **parts)

    def __call__(self, key: str, **parts: str | Figure | Run | Line) -> str:
        """Return a text as plain words, for headings, captions and column headers."""
        return plain(self.line(key, **parts))

    def listed(self, key: str) -> tuple[str, ...]:
        """Return a list of texts."""
        found = self._texts[key]
        return (found,) if isinstance(found, str) else found

    def has(self, key: str) -> bool:
        """Whether there is such a text."""
        return key in self._texts

    def name(self, key: str, default: str) -> str:
        """Return a name in this language, or the catalogue's."""
        found = self._texts.get(f"names.{key}")
        return found if isinstance(found, str) else self.known(default)

    def known(self, text: str) -> str:
        """Return a text of the catalogue in this language; as it stands where none is held."""
        return self._known.get(text, text)

    def sentence(self, text: str) -> str:
        """Return what another room says, such as ``9 of 12 agree`` for ``{some} of {all} agree``.

        What stands at its places is said in this language, too; numbers are written its way.
        """
        if text in self._known:
            return self._known[text]
        for shape, template in self._shapes:
            found = shape.fullmatch(text)
            if found is not None:
                parts = {k: self.sentence(part) for k, part in found.groupdict().items()}
                return plain(fill(template, **parts))
        number = _NUMBER.fullmatch(text)
        if number is None or self.language == SOURCE:
            return text
        zeros = "." + "0" * len(number[1]) if number[1] else ""
        return format_decimal(text.replace(",", ""), f"#,##0{zeros}", locale=self.language)

    @cached_property
    def _shapes(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        """Known sentences with places, those with the most words of their own first."""
        shaped = [english for english in self._known if places(english)]
        own = {e: sum(len(text) for text, *_ in Formatter().parse(e)) for e in shaped}
        ordered = sorted(shaped, key=lambda e: -own[e])
        return tuple((_shape(english), self._known[english]) for english in ordered)

    def responsibility(self, case: Case, identity: str) -> str:
        """Return the name of a responsibility."""
        return self.name(identity, case.responsibilities[identity].name)

    def risk(self, case: Case, identity: str) -> str:
        """Return the name of a risk."""
        return self.name(identity, case.risks[identity].name)


def fill(template: str, **parts: str | Figure | Run | Line) -> Line:
    """Return a template as a line; text that is put in is never read as a template."""
    found: list[str | Figure | Run] = []
    for text, place, _, _ in Formatter().parse(template):
        found.append(text)
        if place is not None:
            part = parts[place]
            found.extend(part if isinstance(part, tuple) else (part,))
    return line(*found)


def places(text: str) -> frozenset[str]:
    """Return the names of a text's places."""
    return frozenset(place for _, place, _, _ in Formatter().parse(text) if place is not None)


def _shape(english: str) -> re.Pattern[str]:
    """Return what matches a sentence with anything at its places."""
    parts = (
        re.escape(text) + (f"(?P<{place}>.+?)" if place else "")
        for text, place, _, _ in Formatter().parse(english)
    )
    return re.compile("".join(parts), re.DOTALL)


def languages() -> tuple[str, ...]:
    """Return the languages there are texts in."""
    files = resources.files(__package__).iterdir()
    return tuple(sorted(f.name[:-5] for f in files if f.name.endswith(".yaml")))


@lru_cache
def texts_in(language: str) -> Texts:
    """Return the texts of a language, or of a file of texts named after its language.

    Raises:
        CaseError: there are none in this language; or every fault of the file.

    """
    path = Path(language)
    if path.suffix in {".yaml", ".yml"}:
        try:
            content = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            text = f"there is no file of texts '{language}'."
            raise CaseError(Fault(text, "--language", "Name a YAML file in UTF-8.")) from error
        return _read(content, path.stem, language)
    if language not in languages():
        text = f"there are no texts in the language '{language}'."
        remedy = f"There are: {', '.join(languages())}. Or name a file: 'sv.yaml'."
        raise CaseError(Fault(text, "--language", remedy))
    return _read(shipped(language), language, f"{language}.yaml")


def shipped(language: str) -> str:
    """Return the file of texts of a language as it stands in the package."""
    return resources.files(__package__).joinpath(f"{language}.yaml").read_text(encoding="utf-8")


def _read(content: str, language: str, where: str) -> Texts:
    """Return the texts of a file; what it leaves out is English."""
    try:
        Locale.parse(language, sep="-" if "-" in language else "_")
        values = yaml.safe_load(content)
    except (UnknownLocaleError, ValueError) as error:
        text = f"'{language}' is no language."
        remedy = "Name the file of texts after its language: sv.yaml."
        raise CaseError(Fault(text, where, remedy)) from error
    except yaml.YAMLError as error:
        raise CaseError(Fault(f"this is no YAML: {error}.", where)) from error
    if not isinstance(values, dict) or not isinstance(values.get("known", {}), dict):
        raise CaseError(Fault("texts are keys with values.", where, "See texts/en.yaml."))
    known = {str(k): str(v) for k, v in values.pop("known", {}).items()}
    flat: dict[str, str | tuple[str, ...]] = {}
    _flatten(values, "", flat)
    if where == f"{SOURCE}.yaml":
        return Texts(language, flat, known)
    english = texts_in(SOURCE)
    faults = [*_faults(english, flat, where), *_known_faults(known, where)]
    if faults:
        raise CaseError(faults)
    plainer = {k: known.get(k, known.get(v, v)) for k, v in english._known.items()}  # noqa: SLF001
    return Texts(language, {**english._texts, **flat}, {**plainer, **known})  # noqa: SLF001


def _faults(
    english: Texts, flat: Mapping[str, str | tuple[str, ...]], where: str
) -> Iterator[Fault]:
    """Yield what does not fit the English texts: unknown keys, places, lengths of lists."""
    for key, found in flat.items():
        if key.startswith("names."):
            continue
        if not english.has(key):
            yield Fault(f"unknown text '{key}'.", where, "Keys are those of texts/en.yaml.")
            continue
        ours, theirs = english.listed(key), (found,) if isinstance(found, str) else found
        if len(ours) != len(theirs):
            yield Fault(f"'{key}' has {len(theirs)} texts, not {len(ours)}.", where)
        for one, other in zip(ours, theirs, strict=False):
            yield from _places_fault(key, one, other, where)


def _known_faults(known: Mapping[str, str], where: str) -> Iterator[Fault]:
    """Yield translations with places that the English has not; one may say less."""
    for one, other in known.items():
        yield from _places_fault(one, one, other, where, all_of_them=False)


def _places_fault(
    key: str, english: str, other: str, where: str, *, all_of_them: bool = True
) -> Iterator[Fault]:
    """Yield a fault where a text has places that the English has not, or lacks some."""
    ours = ", ".join(f"{{{p}}}" for p in sorted(places(english))) or "none"
    try:
        extra, lost = places(other) - places(english), places(english) - places(other)
        fits = not extra and not (lost and all_of_them)
    except ValueError:
        fits = False
    if not fits:
        yield Fault(f"the places of '{key}' are {ours}.", where, "Keep each, once or more.")


def _flatten(value: Any, key: str, flat: dict[str, str | tuple[str, ...]]) -> None:  # noqa: ANN401
    """Collect nested texts under dotted keys."""
    if isinstance(value, dict):
        for name, inner in value.items():
            _flatten(inner, f"{key}.{name}" if key else str(name), flat)
    elif isinstance(value, list):
        flat[key] = tuple(str(item) for item in value)
    else:
        flat[key] = str(value)
