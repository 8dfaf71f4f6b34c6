"""Earnest: a follow-up desk. The library's decisions, without a database."""

__version__ = "0.1.0"
