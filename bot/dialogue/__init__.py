"""Who acts on an utterance, and what is said."""
