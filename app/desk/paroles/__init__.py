"""Reading and coding paroles."""
