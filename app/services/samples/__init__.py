"""The sample that the platform opens with, loaded from data files."""
