"""Conventions as tests. Each guard says how many things it looked at, and each finds a violation planted for it."""
