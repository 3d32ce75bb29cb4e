"""Learning from use in the running application: the scheduler's part, and staff's command line."""
