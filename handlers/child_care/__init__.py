"""What parents look for: clinics that are open, nurseries with places, consultation hours, events for a child's age."""
