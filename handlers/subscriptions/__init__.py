"""What citizens want to be told of, and where; changed or stopped in one word."""
