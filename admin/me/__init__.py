"""A member's own account: who they are, their password, where they are signed in."""
