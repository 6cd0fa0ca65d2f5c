"""The editor of questionnaires, and the life of each."""
