"""The chat desk: conversations that wait for a person or are with one."""
