"""What the user states about several files: for all of them, or for one by its name."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING

from bestplaced.errors import Fault, IntakeError
from bestplaced.intake.columns import Mapping

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Stated:
    """Mappings of several files: ``general`` for all, ``own`` by the name of a file."""

    general: Mapping | None = None
    own: dict[str, Mapping] = field(default_factory=dict)

    @classmethod
    def parse(cls, texts: Sequence[str]) -> Stated:
        """Return what texts such as ``decimal=comma`` and ``file=bank.csv,date=1`` state.

        A text that names a file is for that file alone and wins there over the others. Raises
        IntakeError like :meth:`Mapping.parse`, and for a file that two texts name.
        """
        parsed = [(text, Mapping.parse(text)) for text in texts]
        open_ = [text for text, mapping in parsed if not mapping.file]
        general = Mapping.parse(",".join(open_)) if open_ else None
        own: dict[str, Mapping] = {}
        for _, mapping in parsed:
            if not mapping.file:
                continue
            if mapping.file in own:
                what = f"the file {mapping.file!r} is stated twice."
                raise IntakeError(Fault(what, "mapping", "State all of one file together."))
            said = {
                item.name: value
                for item in fields(mapping)
                if (value := getattr(mapping, item.name))
            }
            own[mapping.file] = replace(general or Mapping(), **said)
        return cls(general, own)

    def of(self, name: str) -> Mapping | None:
        """Return what is stated of a file with this name."""
        return self.own.get(name, self.general)

    def refuse_unmet(self, names: Iterable[str]) -> None:
        """Raise IntakeError when a file is stated that is none of those read."""
        met = set(names)
        faults = [
            Fault(f"no file called {name!r} is read.", "mapping", f"Use {', '.join(sorted(met))}.")
            for name in self.own
            if name not in met
        ]
        if faults:
            raise IntakeError(faults)
