"""Who a citizen is, as somebody says whom the city trusts: an identity provider."""
