"""What the demo city is filled with besides its files: invented people, records and cases."""
