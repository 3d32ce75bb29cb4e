"""The web channel: one accessible page, one POST, one event stream."""
