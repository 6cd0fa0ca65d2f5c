"""The shared diagnostic: board, constats, offer, portrait."""
