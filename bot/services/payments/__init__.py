"""Payments: opened by a city service, paid at the provider, settled here, and told to the service once."""
