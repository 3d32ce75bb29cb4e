"""The facts of the city that staff change: opening hours, single days, the promise, fees."""
