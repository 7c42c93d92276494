"""Reports of postings by account, and journal reports, as accounting programs print them.

QuickBooks Online and Desktop, Xero, and every program whose general ledger is a table under account
headings or with running balances.
"""

from __future__ import annotations

from bestplaced.intake.reports.reader import looks_like_report, read_report

__all__ = ["looks_like_report", "read_report"]
