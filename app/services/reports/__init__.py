"""What leaves the desk: exports, syntheses for committees, public results."""
