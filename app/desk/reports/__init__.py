"""Exports, syntheses for committees, public results."""
