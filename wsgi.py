"""The door of the application for an HTTP server and for the `flask` command."""

from app import create_app

app = create_app()
