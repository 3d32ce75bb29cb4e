"""The city's urgent message to every citizen."""
