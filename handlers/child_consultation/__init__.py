"""Any concern about a child, by an adult or by the child, one counter: judged at once, talked about on our own page."""
