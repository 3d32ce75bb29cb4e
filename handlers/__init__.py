"""City services, one folder each."""
