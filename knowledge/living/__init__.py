"""The living FAQ: what each answer rests on, and what happens to it when its page changes."""
