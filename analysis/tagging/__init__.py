"""Texts and a grid in, labels out, with their scores and the words that caused them."""

from analysis.tagging.frames import tag_frame
from analysis.tagging.grid import Grid, GridError, Label, load_grid, shipped_grids
from analysis.tagging.storage import ModelError, load, save
from analysis.tagging.tagger import Explanation, Proposal, Tagger
from analysis.tagging.training import load_shipped

__all__ = [
    "Explanation",
    "Grid",
    "GridError",
    "Label",
    "ModelError",
    "Proposal",
    "Tagger",
    "load",
    "load_grid",
    "load_shipped",
    "save",
    "shipped_grids",
    "tag_frame",
]
