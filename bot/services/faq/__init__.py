"""The city's FAQ as its offices own it: drafts, reviews, what is served, and what citizens asked in vain."""
