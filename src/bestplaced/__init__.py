"""Bestplaced puts each finance responsibility, and each of its risks, with the party best placed.

Three nouns: `bestplaced.case.business.Case` is the input, `bestplaced.plan.Plan` the answer and
`bestplaced.plan.Outcome` the account of the run::

    from bestplaced.case.reading import read_case
    from bestplaced.catalogue import complete
    from bestplaced.plan import plan

    outcome = plan(complete(read_case("case.yaml")))
"""

from importlib import metadata

__all__ = ["__version__"]

__version__ = metadata.version("bestplaced")
