"""What the clock does about reservations: times made ahead, offers and reminders told."""
