"""`python -m madoguchi_nlu …`: Rasa's command line, with the server's token taken from the environment.

On the command line anybody on the machine could read it.
"""

from __future__ import annotations

import os
import sys

from rasa.__main__ import main

if __name__ == "__main__":
    if token := os.environ.pop("RASA_AUTH_TOKEN", ""):
        sys.argv += ["--auth-token", token]
    main()
