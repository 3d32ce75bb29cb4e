"""Before pages that many want at once: whoever comes first enters first, and everybody knows when."""
