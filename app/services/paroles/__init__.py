"""Paroles read, masked, tagged, decided on, learnt from and erased."""
