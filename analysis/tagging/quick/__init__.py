"""The linear model read by arrays: each distinct word is worked out once, answers go by batches."""
