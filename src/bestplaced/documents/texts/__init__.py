"""All words of the documents, one YAML file a language; the code names them by key.

A second language is a second file with the same keys: `sv.yaml` beside `en.yaml`. Names of
responsibilities, risks and tiers come from the catalogue unless the file has them under ``names``.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from string import Formatter
from typing import TYPE_CHECKING, Any

import yaml

from bestplaced.documents.content import Figure, Line, Run, line, plain
from bestplaced.errors import CaseError, Fault

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bestplaced.case.business import Case


class Texts:
    """The texts of one language, by dotted key such as ``proposal.fee.lead``."""

    def __init__(self, language: str, texts: Mapping[str, str | tuple[str, ...]]) -> None:
        """Keep the flat mapping."""
        self.language = language
        self._texts = texts

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
        return found if isinstance(found, str) else default

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


def languages() -> tuple[str, ...]:
    """Return the languages there are texts in."""
    files = resources.files(__package__).iterdir()
    return tuple(sorted(f.name[:-5] for f in files if f.name.endswith(".yaml")))


@lru_cache
def texts_in(language: str) -> Texts:
    """Return the texts of a language.

    Raises:
        CaseError: there are none in this language.

    """
    if language not in languages():
        text = f"there are no texts in the language '{language}'."
        raise CaseError(Fault(text, "--language", f"There are: {', '.join(languages())}."))
    content = resources.files(__package__).joinpath(f"{language}.yaml").read_text(encoding="utf-8")
    flat: dict[str, str | tuple[str, ...]] = {}
    _flatten(yaml.safe_load(content), "", flat)
    return Texts(language, flat)


def _flatten(value: Any, key: str, flat: dict[str, str | tuple[str, ...]]) -> None:  # noqa: ANN401
    """Collect nested texts under dotted keys."""
    if isinstance(value, dict):
        for name, inner in value.items():
            _flatten(inner, f"{key}.{name}" if key else str(name), flat)
    elif isinstance(value, list):
        flat[key] = tuple(str(item) for item in value)
    else:
        flat[key] = str(value)
