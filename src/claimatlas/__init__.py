"""Claim Atlas: who claims what, on whose word, and where."""

__version__ = "0.2.0"
