"""Learning from use: proposed examples, versions of understanding, shadow mode. For the command line and for staff's
pages."""
