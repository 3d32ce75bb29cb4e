"""Lectures: found, applied for, shared out fairly."""
