"""Benchmarks: proven optima beside other solvers on the same program. ``python -m benchmarks``.

This module imports nothing: `highspy` and `ortools` cannot live in one process, so each child
process imports only what it measures.
"""
