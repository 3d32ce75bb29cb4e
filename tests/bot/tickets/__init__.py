"""Tickets: what their QR code says, and who can have written it."""
