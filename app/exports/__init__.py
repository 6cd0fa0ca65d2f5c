"""Documents and files handed out: one module per format, plain functions from data to a file."""

# On each page of what shows small groups.
PRIVATE = "EXACT, INTERNE, NE PAS DIFFUSER"
