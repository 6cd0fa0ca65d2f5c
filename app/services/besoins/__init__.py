"""Needs of associations: read, answered, merged, exported."""
