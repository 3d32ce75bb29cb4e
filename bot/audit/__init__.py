"""The audit log's part in the scheduler and on the command line."""
