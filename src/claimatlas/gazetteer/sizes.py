"""How far apart places are, how far they reach, and what a settlement of a size is called."""

from __future__ import annotations

import math

import numpy as np


def km(lat_a: np.ndarray, lon_a: np.ndarray, lat_b: np.ndarray, lon_b: np.ndarray) -> np.ndarray:
    """Great-circle distance in km (haversine, mean earth radius 6371.0088 km)."""
    lat_a, lon_a, lat_b, lon_b = (np.radians(v) for v in (lat_a, lon_a, lat_b, lon_b))
    h = np.sin((lat_b - lat_a) / 2) ** 2 + np.cos(lat_a) * np.cos(lat_b) * np.sin((lon_b - lon_a) / 2) ** 2
    return 2 * 6371.0088 * np.arcsin(np.minimum(1, np.sqrt(h)))


def town_radius(population: int) -> float:
    """How far a settlement of `population` people reaches from its point, in km: 1 for a village, 20 for ten
    million.

    A disc of 5,000 people per square km, at least 1 km.
    """
    return max(1.0, round(math.sqrt(population / 5000 / math.pi), 1))


def settlement(population: int, capital: bool) -> str:
    """Return the kind of a settlement: capital, city (100,000 and more), town (5,000 and more) or village."""
    if capital:
        return "capital"
    return "city" if population >= 100_000 else "town" if population >= 5_000 else "village"
