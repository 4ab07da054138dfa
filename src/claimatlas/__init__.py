"""Claim Atlas: who claims what, on whose word, and where."""

import gc

__version__ = "0.2.0"

# What is read is many small objects without circles; looked for at every 700 of them, as Python does, circles
# would cost a fifth of what is done for the corpus as a whole.
gc.set_threshold(50_000, 10, 10)
