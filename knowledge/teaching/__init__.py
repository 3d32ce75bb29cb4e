"""How the bundled encoder was taught what citizens mean: lessons, and the program that learned from them."""
