"""Rasa as the engine of understanding: a client of its server, and the project that trains it."""
