"""Pictures that the city supplies, held to LINE's limits."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, UnidentifiedImageError

from bot.errors import SetupError

# https://developers.line.biz/en/reference/messaging-api/#upload-rich-menu-image
MOST_BYTES = 1024 * 1024
FORMATS = {"PNG": "image/png", "JPEG": "image/jpeg"}
WIDTHS = range(800, 2501)
LEAST_HEIGHT = 250
LEAST_RATIO = 1.45


def read_size(path: Path) -> tuple[int, int]:
    """Width and height in pixels. Raises SetupError for what LINE would not take."""
    if not path.is_file():
        raise SetupError(f"there is no file {path.name}")
    if (size := path.stat().st_size) > MOST_BYTES:
        raise SetupError(f"{path.name} has {size:,} bytes; LINE takes {MOST_BYTES:,}")
    try:
        with Image.open(path) as image:
            image.load()
            kind, (width, height) = image.format, image.size
    except (UnidentifiedImageError, OSError, SyntaxError) as error:
        raise SetupError(f"{path.name} is no picture that can be read") from error
    if kind not in FORMATS:
        raise SetupError(f"{path.name} is {kind}; LINE takes PNG and JPEG")
    if width not in WIDTHS or height < LEAST_HEIGHT or width / height < LEAST_RATIO:
        raise SetupError(
            f"{path.name} has {width} × {height} pixels; LINE takes a width of {WIDTHS[0]} to {WIDTHS[-1]}, a height "
            f"from {LEAST_HEIGHT} on, and a width of at least {LEAST_RATIO} times the height"
        )
    return width, height
