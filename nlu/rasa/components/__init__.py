"""Rasa 3.6 components for Japanese. An exported project has them as its package `madoguchi_nlu`.

They run in Rasa's own environment (Python 3.10, its numpy), so they import nothing else of ours.
"""
