"""Where payments meet the outside: the provider's webhook, the citizen's page, the clock and the command line."""
