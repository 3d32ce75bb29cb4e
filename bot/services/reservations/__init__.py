"""Places that are scarce, given to whoever comes first: held, reserved, moved, given back, offered to who waits."""
