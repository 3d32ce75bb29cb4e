"""A new data key while the counter runs: what former keys sealed is sealed anew."""

from bot.services.keys.rotation import Rotated, rotate

__all__ = ["Rotated", "rotate"]
