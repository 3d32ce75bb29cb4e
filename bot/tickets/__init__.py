"""Tickets: a reservation as a QR code that a phone without a network can check."""
