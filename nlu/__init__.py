"""Text in, Interpretation out."""
