"""The parts of an article that are not its own running text: headings, bylines, datelines, links."""

from claimatlas.structure.blocks import KINDS, Block, blocks

__all__ = ["KINDS", "Block", "blocks"]
