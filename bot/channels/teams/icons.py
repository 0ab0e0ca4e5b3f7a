"""Our two icons, drawn to the pixel: a speech bubble that smiles."""

import struct
import zlib
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
"""One x and y in each row, of a line from one to the next; on a square of 1."""
Cover = NDArray[np.float64]
"""How much of each pixel a shape covers, from 0 to 1."""

BACKGROUND: Final = (0x0B, 0x6B, 0x66)
COLOUR: Final = "#{:02x}{:02x}{:02x}".format(*BACKGROUND)
PAPER: Final = (0xFF, 0xFD, 0xF8)
WHITE: Final = (0xFF, 0xFF, 0xFF)
FINE: Final = 17
"""Points of each curve."""


def colour_icon() -> bytes:
    """PNG, 192 x 192, over its whole square: Teams cuts the corners itself."""
    size = 192
    bubble = filled(_bubble(), size)
    smile = stroked(_smile(), size, width=0.056)
    paper = bubble * (1 - smile)
    layers = [
        np.rint(low + (high - low) * paper) for low, high in zip(BACKGROUND, PAPER, strict=True)
    ]
    return png(np.stack([*layers, np.full_like(paper, 255)], axis=-1))


def outline_icon() -> bytes:
    """PNG, 32 x 32, white on nothing, and larger in its square, which is small."""
    size, larger, line = 32, 1.35, 1 / 16
    shapes = [
        stroked((shape - 0.5) * larger + 0.5, size, width=line)
        for shape in (np.vstack([_bubble(), _bubble()[:1]]) - (0, 1 / 64), _smile() - (0, 1 / 64))
    ]
    covered = np.rint(np.maximum(*shapes) * 255)
    return png(np.stack([*(np.full_like(covered, each) for each in WHITE), covered], axis=-1))


# --- shapes --------------------------------------------------------------------------------------


def _bubble() -> Points:
    """A box with round corners, and a tail where the words come from."""
    left, top, right, bottom, radius = 0.25, 0.265, 0.75, 0.64, 0.094
    near, far, low = left + radius, right - radius, bottom - radius
    tail = np.array([(0.484, bottom), (near, 0.766), (near, bottom)])
    return np.vstack(
        [
            _corner(far, top + radius, radius, -90),
            _corner(far, low, radius, 0),
            tail,
            _corner(near, low, radius, 90),
            _corner(near, top + radius, radius, 180),
        ]
    )


def _corner(x: float, y: float, radius: float, begins: float) -> Points:
    """A quarter of a circle, clockwise; where it begins is in degrees."""
    angles = np.radians(begins + np.linspace(0, 90, FINE))
    return np.column_stack([x + radius * np.cos(angles), y + radius * np.sin(angles)])


def _smile() -> Points:
    """A Bézier curve with four points."""
    ends, middles = ((0.391, 0.453), (0.609, 0.453)), ((0.444, 0.538), (0.556, 0.538))
    at = np.linspace(0, 1, FINE)[:, None]
    begins, finishes = map(np.array, ends)
    one, other = map(np.array, middles)
    curve: Points = (
        (1 - at) ** 3 * begins
        + 3 * (1 - at) ** 2 * at * one
        + 3 * (1 - at) * at**2 * other
        + at**3 * finishes
    )
    return curve


# --- pixels --------------------------------------------------------------------------------------


def stroked(line: Points, size: int, *, width: float) -> Cover:
    """A line with round ends."""
    return np.clip((width / 2 - _distance(line, size)) * size + 0.5, 0, 1)


def filled(line: Points, size: int) -> Cover:
    """What lies inside of a line that ends where it began."""
    closed = np.vstack([line, line[:1]])
    away = _distance(closed, size)
    return np.clip(np.where(_inside(closed, size), away, -away) * size + 0.5, 0, 1)


def _distance(line: Points, size: int) -> Cover:
    """Of the middle of each pixel from the line."""
    pixels = _middles(size)
    nearest = np.full((size, size), np.inf)
    for begin, end in pairwise(line):
        along = end - begin
        share = np.clip((pixels - begin) @ along / max(along @ along, 1e-18), 0, 1)
        away = pixels - begin - share[..., None] * along
        nearest = np.minimum(nearest, (away**2).sum(axis=-1))
    distance: Cover = np.sqrt(nearest)
    return distance


def _inside(closed: Points, size: int) -> NDArray[np.bool_]:
    """Who looks to the right from inside crosses the line an odd number of times."""
    x, y = np.moveaxis(_middles(size), -1, 0)
    inside = np.zeros((size, size), dtype=np.bool_)
    for (x1, y1), (x2, y2) in pairwise(closed):
        if y1 != y2:
            inside ^= ((y1 > y) != (y2 > y)) & (x < x1 + (y - y1) / (y2 - y1) * (x2 - x1))
    return inside


def _middles(size: int) -> Points:
    along = (np.arange(size) + 0.5) / size
    return np.stack(np.meshgrid(along, along), axis=-1)


def png(pixels: NDArray[np.float64]) -> bytes:
    """Of red, green, blue and opacity, each from 0 to 255: https://www.w3.org/TR/png-3/"""
    height, width, _ = pixels.shape
    rows = pixels.astype(np.uint8).reshape(height, width * 4)
    unfiltered = np.hstack([np.zeros((height, 1), np.uint8), rows]).tobytes()
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (_chunk(b"IHDR", header), _chunk(b"IDAT", zlib.compress(unfiltered, 9)), _chunk(b"IEND"))
    )


def _chunk(name: bytes, data: bytes = b"") -> bytes:
    checksum = struct.pack(">I", zlib.crc32(name + data))
    return struct.pack(">I", len(data)) + name + data + checksum
