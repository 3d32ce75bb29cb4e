"""The weekly sample of questions, judged one at a time."""
