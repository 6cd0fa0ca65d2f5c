"""The shared diagnostic: figures, services and paroles behind every constat."""
