"""H6: red, green and blue out of one number."""

from __future__ import annotations

import numpy as np

from cnnkit.checks.exercise import Case, Exercise, Part
from cnnkit.checks.returns import Array
from cnnkit.withhold import withheld

__all__ = ["H6"]


@withheld
def unpack_rgb24(pixels: np.ndarray) -> np.ndarray:
    """Take out the three bytes, the highest first; the right answer."""
    return np.stack([(pixels >> bits) & 0xFF for bits in (16, 8, 0)], axis=-1).astype(np.uint8)


def blue_first(pixels: np.ndarray) -> np.ndarray:
    """Your channels come as blue, green, red: the highest byte is red, and red comes first."""
    return np.stack([(pixels >> bits) & 0xFF for bits in (0, 8, 16)], axis=-1).astype(np.uint8)


def green_and_blue_swapped(pixels: np.ndarray) -> np.ndarray:
    """Green and blue have changed places: green is the byte in the middle."""
    return np.stack([(pixels >> bits) & 0xFF for bits in (16, 0, 8)], axis=-1).astype(np.uint8)


def cast_first(pixels: np.ndarray) -> np.ndarray:
    """You turn the pixels into `uint8` too early: only blue is left of them.

    Shift first.
    """
    small = pixels.astype(np.uint8)
    return np.stack([(small >> bits) & 0xFF for bits in (16, 8, 0)], axis=-1)


def channels_first(pixels: np.ndarray) -> np.ndarray:
    """Your channels come first; they have to be the last axis: `axis=-1`."""
    return np.stack([(pixels >> bits) & 0xFF for bits in (16, 8, 0)]).astype(np.uint8)


def channels_in_the_middle(pixels: np.ndarray) -> np.ndarray:
    """Your channels lie between rows and columns; they have to be the last axis: `axis=-1`."""
    return np.stack([(pixels >> bits) & 0xFF for bits in (16, 8, 0)], axis=1).astype(np.uint8)


def reshaped(pixels: np.ndarray) -> np.ndarray:
    """You reshape planes into pixels, which mixes them up: use `axis=-1`, or `np.moveaxis`."""
    planes = np.stack([(pixels >> bits) & 0xFF for bits in (16, 8, 0)]).astype(np.uint8)
    return planes.reshape(*pixels.shape, 3)


def transposed(pixels: np.ndarray) -> np.ndarray:
    """Rows and columns have changed places: your picture is the transposed one."""
    planes = np.stack([(pixels >> bits) & 0xFF for bits in (16, 8, 0)]).astype(np.uint8)
    return planes.T.copy()


def not_masked(pixels: np.ndarray) -> np.ndarray:
    """After the shift, higher bytes are still there: keep the lowest 8 bits, with `& 0xFF`."""
    return np.stack([pixels >> 16, pixels >> 8, pixels], axis=-1)


def clipped(pixels: np.ndarray) -> np.ndarray:
    """You cut at 255 where you should keep the lowest 8 bits: `& 0xFF`, or `% 256`."""
    return np.stack([pixels >> 16, pixels >> 8, pixels], axis=-1).clip(0, 255).astype(np.uint8)


def modulo_255(pixels: np.ndarray) -> np.ndarray:
    """You count with 255; a byte has 256 values: `% 256`, or `& 0xFF`."""
    channels = [(pixels >> bits) % 255 for bits in (16, 8, 0)]
    return np.stack(channels, axis=-1).astype(np.uint8)


def masked_only(pixels: np.ndarray) -> np.ndarray:
    """You have cut out the bytes, but not moved them down: shift red by 16 and green by 8."""
    masks = (0xFF0000, 0x00FF00, 0x0000FF)
    return np.stack([pixels & mask for mask in masks], axis=-1)


def four_bits(pixels: np.ndarray) -> np.ndarray:
    """You shift by 4 bits, one hexadecimal digit; each colour has two of them."""
    return np.stack([(pixels >> bits) & 0xFF for bits in (8, 4, 0)], axis=-1).astype(np.uint8)


def shares(pixels: np.ndarray) -> np.ndarray:
    """Your values are shares from 0 to 1; whole numbers from 0 to 255 are asked for."""
    return np.stack([(pixels >> bits) & 0xFF for bits in (16, 8, 0)], axis=-1) / 255


def grey(pixels: np.ndarray) -> np.ndarray:
    """You return one grey value per pixel; the three channels are asked for."""
    channels = np.stack([(pixels >> bits) & 0xFF for bits in (16, 8, 0)], axis=-1)
    return (channels.sum(axis=-1) // 3).astype(np.uint8)


def fourth_channel(pixels: np.ndarray) -> np.ndarray:
    """You return four channels; there are three, and the highest byte of all is no colour."""
    return np.stack([(pixels >> bits) & 0xFF for bits in (24, 16, 8, 0)], axis=-1).astype(np.uint8)


def dtype_kept(pixels: np.ndarray) -> np.ndarray:
    """The values are right, but their dtype is that of the pixels: end with `.astype(np.uint8)`."""
    return np.stack([(pixels >> bits) & 0xFF for bits in (16, 8, 0)], axis=-1)


def signed_bytes(pixels: np.ndarray) -> np.ndarray:
    """Your bytes are signed, and 255 became -1: `np.uint8` instead of `np.int8`."""
    return np.stack([(pixels >> bits) & 0xFF for bits in (16, 8, 0)], axis=-1).astype(np.int8)


def a_list(pixels: np.ndarray) -> list:
    """The colours are right, but they come as a list: wrap it in `np.array(...)`, with a dtype."""
    return [[[int(p) >> 16, (int(p) >> 8) & 0xFF, int(p) & 0xFF] for p in row] for row in pixels]


H6 = Exercise(
    "H6",
    unpack_rgb24,
    Array(dtype="uint8"),
    mistakes=(
        blue_first,
        green_and_blue_swapped,
        cast_first,
        channels_first,
        channels_in_the_middle,
        reshaped,
        transposed,
        not_masked,
        clipped,
        modulo_255,
        masked_only,
        four_bits,
        shares,
        grey,
        fourth_channel,
        dtype_kept,
        signed_bytes,
        a_list,
    ),
    telling=(
        Case(np.array([[0x123456, 0xFF8001, 0x00FE7F], [0x0000FF, 0xABCDEF, 0xFFFFFF]])),
        Case(np.array([[0xC0FFEE], [0x0A0B0C]])),
    ),
    parts=(Part("colours", 3, Array()), Part("dtype", 1, Array(dtype="uint8"))),
)
