"""The error tree: every failure that a user can cause or meet.

::

    BestplacedError
    ├── InputError                what the user gave is wrong; carries every fault found
    │   ├── CaseError             a case file, or a value set on it
    │   ├── CatalogueError        a catalogue data file
    │   └── IntakeError           an export (ledger, bank, time)
    │       └── NotAnExportError  a file in no format that exports come in
    ├── InfeasibleError           no plan obeys all rules; carries a smallest conflicting set
    └── SolverError               the solver failed, or returned what verification refused

The command line prints any of them without a traceback and exits with code 2.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: what it is, where it stands, and what to do about it."""

    what: str
    where: str = ""
    remedy: str = ""

    def __str__(self) -> str:
        """Return ``where: what. remedy`` on one line."""
        place = f"{self.where}: " if self.where else ""
        advice = f" {self.remedy}" if self.remedy else ""
        return f"{place}{self.what}{advice}"


class BestplacedError(Exception):
    """Base of all errors raised on purpose by this library."""


class InputError(BestplacedError):
    """Wrong input; ``faults`` lists every fault found, in the order of the file."""

    def __init__(self, faults: Sequence[Fault] | Fault) -> None:
        """Keep all faults; the message is one line per fault."""
        self.faults: tuple[Fault, ...] = (faults,) if isinstance(faults, Fault) else tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class CaseError(InputError):
    """A case file, or a value set on a case, is wrong."""


class CatalogueError(InputError):
    """A catalogue data file is wrong."""


class IntakeError(InputError):
    """An export could not be read, does not balance, or is not what it claims to be."""


class NotAnExportError(IntakeError):
    """A file is in no known format; one that lies in a folder of exports is left unread."""


class InfeasibleError(BestplacedError):
    """No plan obeys all rules; ``conflict`` names a smallest set that cannot hold together.

    ``repairs`` are changes of the case, cheapest first, each of which was solved anew.
    """

    def __init__(
        self,
        conflict: Sequence[str],
        notes: Sequence[str] = (),
        *,
        repairs: Sequence[str] = (),
        proven: bool = True,
    ) -> None:
        """Keep the conflicting rules; dropping any one of them makes the set satisfiable.

        ``notes`` say what can be reached. Where it is not ``proven``, the search found no plan.
        """
        self.conflict, self.repairs = tuple(conflict), tuple(repairs)
        self.proven = proven
        told = (
            "no plan can obey all rules of this case; these cannot hold together "
            "(dropping any one of them is enough):"
            if proven
            else "no plan was found that obeys all rules of this case, though none is proven "
            "impossible; out of reach seems:"
        )
        lines = [*(f"  - {rule}" for rule in self.conflict), *(f"  {note}" for note in notes)]
        if self.repairs:
            lines.append("  What would mend it, each solved anew, cheapest first:")
            lines += [f"  + {repair}" for repair in self.repairs]
        super().__init__("\n".join([told, *lines]))


class SolverError(BestplacedError):
    """The solver failed, or its answer did not survive verification."""
