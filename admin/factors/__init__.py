"""Second factors: shown at sign-in, set up and removed."""
