"""A person instead of the program."""
