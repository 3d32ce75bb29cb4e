"""A strict stand-in for Stripe over real HTTP, with a state of its own: the demo's and the tests' Stripe."""

API_PREFIX = "/simulator/stripe/api"  # what the bot takes for https://api.stripe.com
PAY_PREFIX = "/simulator/stripe/pay"  # hosted payment pages
