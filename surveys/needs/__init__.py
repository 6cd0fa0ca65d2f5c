"""What associations ask for: a need, its association, the private link that follows both."""
