"""やさしい日本語 by rules: easier words, shorter sentences, spaces and readings, with nothing lost. No generator."""
