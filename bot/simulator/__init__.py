"""A stand-in for LINE over real HTTP, kept at LINE's rules: the demo's chat page and the tests' fake LINE in one."""

API_PREFIX = "/simulator/api"  # where LINE's API is, in the demo and in tests
SITE_PREFIX = "/simulator/site"  # where the demo shows a page of the city with the widget in it
