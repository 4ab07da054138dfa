"""stub"""
import numpy as np


def pair_file(rows): return np.zeros(len(rows))
