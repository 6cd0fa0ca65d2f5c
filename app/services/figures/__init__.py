"""Counts that may be shown: crossed, weighted, compared, drawn, protected."""
