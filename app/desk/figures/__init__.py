"""Figures, pictures, comparisons."""
