"""The index: passages to vectors and words, files of one whole state, and that state in memory."""
