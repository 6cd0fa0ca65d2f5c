"""The needs of associations."""
