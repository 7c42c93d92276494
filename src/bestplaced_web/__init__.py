"""The app; reaches the library through `bestplaced_web.gateway` only.

It arrives with its own issue.
"""
