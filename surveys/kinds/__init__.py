"""The kinds of question, a few to a file; `surveys.questions` has the table of all."""
