"""Where citizens get what staff sent them: a channel of one address."""
