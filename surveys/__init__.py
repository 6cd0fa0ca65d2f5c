"""What is asked and what was said: questionnaires, answers and their storage, without the web."""
