"""Nearness: points as unit vectors, and how near they are to each other."""

from __future__ import annotations

import math

import numpy as np

KM = 6371.0088  # mean radius of the earth


def unit(lat: float, lon: float) -> np.ndarray:
    """Return the unit vector of a point (degrees, EPSG:4326), shape (3,)."""
    a, b = math.radians(lat), math.radians(lon)
    return np.array([math.cos(a) * math.cos(b), math.cos(a) * math.sin(b), math.sin(a)], np.float32)


def closeness(xyz: np.ndarray, points: np.ndarray, scale: float) -> np.ndarray:
    """Return 1 / (1 + (distance / scale)**2) for each pair; distance along the chord, scale in km. Shape (n,
    m)."""
    chord2 = 2.0 - 2.0 * np.clip(xyz @ points.T, -1, 1)
    return 1.0 / (1.0 + chord2 * (KM / scale) ** 2)
