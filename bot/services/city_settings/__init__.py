"""The facts of the city that staff change while the program runs. `city.yml` is the base; what they changed lies over
it."""
