"""What finds claims: who says what, as a source, a cue and a content.

Rules on a dependency parse make candidates of all that is somebody's word (`find_candidates`). Written as
character spans they are attributions (`find_attributions`); those that the codebook counts become frames
(`find_frames`).
"""

from claimatlas.claims.attribution.attributions import Attribution, find_attributions
from claimatlas.claims.attribution.candidates import CONSTRUCTIONS, find_candidates
from claimatlas.claims.attribution.frames import Frame, find_frames

__all__ = ["CONSTRUCTIONS", "Attribution", "Frame", "find_attributions", "find_candidates", "find_frames"]
