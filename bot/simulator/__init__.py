"""A stand-in for LINE over real HTTP, kept at LINE's rules: the demo's chat page and the tests' fake LINE in one."""

API_PREFIX = "/simulator/api"  # where LINE's API is, in the demo and in tests
LINK_PATH = "/simulator/account-link"  # where LINE's page that links accounts is
LIFF_PATH = "/simulator/liff"  # where LIFF apps open
LIFF_SDK_PATH = "/simulator/static/liff.js"
LOGIN_CHANNEL_ID = "2000000001"
LIFF_ID = f"{LOGIN_CHANNEL_ID}-simulate"
AGENCY_PREFIX = "/simulator/agency"  # where the weather agency's feeds are
SITE_PREFIX = "/simulator/site"  # where the demo shows a page of the city with the widget in it
