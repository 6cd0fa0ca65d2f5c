"""Spreading a survey, inviting, printing, typing sheets."""
