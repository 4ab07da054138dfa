"""The gazetteer: names of the world's places, where they are, what contains them, and their outlines.

``open_gazetteer()`` opens the compiled tables of ``build/gazetteer/`` as memory maps, so that processes share
them and opening reads almost nothing; ``python -m claimatlas.gazetteer build`` compiles them (see
`claimatlas.gazetteer.build`). All coordinates are EPSG:4326 degrees, all distances kilometres.
"""

from claimatlas.gazetteer.names import normalise
from claimatlas.gazetteer.own import gazetteer_of
from claimatlas.gazetteer.place import ACRONYM, ALTERNATE, KINDS, MAIN, NAME_KINDS, SHORT, Place
from claimatlas.gazetteer.store import Gazetteer, open_gazetteer

__all__ = [
    "ACRONYM", "ALTERNATE", "KINDS", "MAIN", "NAME_KINDS", "SHORT", "Gazetteer", "Place", "gazetteer_of",
    "normalise", "open_gazetteer",
]  # fmt: skip
