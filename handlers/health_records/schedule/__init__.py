"""What is due: vaccinations, check-ups and screenings, computed from reviewed rules and a person's history."""
