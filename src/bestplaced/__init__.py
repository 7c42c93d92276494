"""Bestplaced puts each finance responsibility, and each of its risks, with the party best placed.

The three nouns: `bestplaced.case.business.Case` is the input, `bestplaced.plan.Plan` the answer,
`bestplaced.plan.Outcome` the account of the run.
"""

__version__ = "0.1.0"

__all__ = ["__version__"]
