"""Payments for staff: what needs people, what was paid and given back, and giving back."""
