"""Who has access to the desk."""
