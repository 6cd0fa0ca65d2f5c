"""Documents and files handed out: one module per format, plain functions from data to a file."""
