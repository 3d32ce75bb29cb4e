"""Judges what somebody wrote of a child by reviewed tables; see docs/triage.md."""
