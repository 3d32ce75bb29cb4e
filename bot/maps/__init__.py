"""A map of the city drawn by ourselves: its areas, shaded, and points on them, without tiles from anywhere."""

from bot.maps.drawing import CityMap, Drawing, Key, Pin, Shade

__all__ = ["CityMap", "Drawing", "Key", "Pin", "Shade"]
