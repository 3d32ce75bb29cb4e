"""An optional generator may say an answer in fewer or easier words; only what the passages say is shown.

Off by default. `rephrasing.rephrase` is the one way in.
"""
