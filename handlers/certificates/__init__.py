"""Certificates: ask, pay, follow, receive."""
