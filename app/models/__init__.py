"""Tables of what staff decide, beside those of surveys/."""


def load_models() -> None:
    """Makes every table known to the metadata."""
    # Imported for their tables.
    from app.models import (  # noqa: F401
        census,
        coding,
        diagnostic,
        double_coding,
        dress,
        enjeux,
        exports,
        grid,
        learning,
        needs,
        outreach,
        paper,
        portrait,
        publication,
        restitution,
        staff,
        supply,
    )
    from surveys import models, search  # noqa: F401
    from surveys.invitations import models as invitations  # noqa: F401
