"""What the city knows of its citizens' health, and how they prove that it is theirs."""
