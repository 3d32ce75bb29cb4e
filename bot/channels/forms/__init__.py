"""Forms on our own origin, under `/liff/`: what is personal is entered here and never in chat."""
