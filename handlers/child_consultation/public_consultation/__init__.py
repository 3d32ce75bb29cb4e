"""The citizens' page of a consultation."""
