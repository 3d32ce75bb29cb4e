"""What the knowledge is read from: FAQ files and the city's pages, to entries with passages."""
