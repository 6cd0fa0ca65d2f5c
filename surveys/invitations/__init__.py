"""Whom a survey invites, their links, and who has answered: never what they said."""
