"""Learning from use without a database: which utterances may become examples, and which model is better."""
