"""The room that a comparison takes: millions of small objects, none of which is part of a circle."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

import pyarrow as pa


@contextmanager
def uncollected() -> Iterator[None]:
    """Hold Python's search for circles: nothing here makes any, and each search goes through millions of
    objects. Give the room back in the end."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()
        pa.default_memory_pool().release_unused()
