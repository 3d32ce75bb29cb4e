"""A stand-in for LINE over real HTTP, kept at LINE's rules: the demo's chat page and the tests' fake LINE in one."""

API_PREFIX = "/simulator/api"  # where LINE's API is, in the demo and in tests
LINK_PATH = "/simulator/account-link"  # where LINE's page that links accounts is
