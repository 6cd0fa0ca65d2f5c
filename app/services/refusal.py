"""How a service says no to somebody at the desk."""


class Refused(ValueError):
    """What was asked cannot be done; a French sentence says what to do."""
