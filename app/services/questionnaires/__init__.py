"""A questionnaire from its draft to its closing."""
