"""O10: the maximum over groups of channels."""

from __future__ import annotations

import numpy as np

from cnnkit.checks.exercise import Case, Exercise, Part
from cnnkit.checks.maps import mixed
from cnnkit.checks.returns import Array
from cnnkit.ops.pool import channel_max_pool

__all__ = ["O10"]


def interleaved(x: np.ndarray, group: int) -> np.ndarray:
    """Your groups take every so many channels; a group is made of channels that stand together.

    With 4 channels and groups of 2 these are (0, 1) and (2, 3).
    """
    if len(x) % group:
        raise ValueError("group does not divide the channels")
    return x.reshape(group, len(x) // group, *x.shape[1:]).max(axis=0)


def number_of_groups(x: np.ndarray, group: int) -> np.ndarray:
    """You make as many groups as `group` says; it says how many channels are in each."""
    if len(x) % group:
        raise ValueError("group does not divide the channels")
    return x.reshape(group, len(x) // group, *x.shape[1:]).max(axis=1)


def added_up(x: np.ndarray, group: int) -> np.ndarray:
    """You add the channels of a group up; the largest value is wanted."""
    if len(x) % group:
        raise ValueError("group does not divide the channels")
    return x.reshape(len(x) // group, group, *x.shape[1:]).sum(axis=1)


def averaged(x: np.ndarray, group: int) -> np.ndarray:
    """You average the channels of a group; the largest value is wanted."""
    if len(x) % group:
        raise ValueError("group does not divide the channels")
    return x.reshape(len(x) // group, group, *x.shape[1:]).mean(axis=1)


def starts_at_zero(x: np.ndarray, group: int) -> np.ndarray:
    """Your running maximum starts at 0, so where all channels are negative you get 0.

    Start with the group's first channel.
    """
    if len(x) % group:
        raise ValueError("group does not divide the channels")
    return x.reshape(len(x) // group, group, *x.shape[1:]).max(axis=1, initial=0)


def all_channels(x: np.ndarray, group: int) -> np.ndarray:
    """You take the maximum over all channels; every group has its own."""
    if len(x) % group:
        raise ValueError("group does not divide the channels")
    return x.max(axis=0, keepdims=True)


def place_lost(x: np.ndarray, group: int) -> np.ndarray:
    """You take the maximum over the places as well; each position of the map keeps its own."""
    if len(x) % group:
        raise ValueError("group does not divide the channels")
    return x.reshape(len(x) // group, -1).max(axis=1)


def strongest_channel(x: np.ndarray, group: int) -> np.ndarray:
    """You pick one channel of each group for the whole map.

    At every position the largest value of the group counts, whichever channel it is in.
    """
    if len(x) % group:
        raise ValueError("group does not divide the channels")
    groups = x.reshape(len(x) // group, group, *x.shape[1:])
    winners = groups.sum(axis=(2, 3)).argmax(axis=1)
    return groups[np.arange(len(groups)), winners]


def overlapping(x: np.ndarray, group: int) -> np.ndarray:
    """Your groups overlap: one starts at every channel. They stand side by side."""
    if len(x) % group:
        raise ValueError("group does not divide the channels")
    return np.stack([x[i : i + group].max(axis=0) for i in range(len(x) - group + 1)])


def rest_dropped(x: np.ndarray, group: int) -> np.ndarray:
    """Channels that fill no group vanish without a word: raise ValueError."""
    count = len(x) // group
    return np.array([x[i * group : (i + 1) * group].max(axis=0) for i in range(count)])


def short_last_group(x: np.ndarray, group: int) -> np.ndarray:
    """The channels left over form a smaller group in your answer: raise ValueError."""
    return np.stack([x[i : i + group].max(axis=0) for i in range(0, len(x), group)])


def assertion(x: np.ndarray, group: int) -> np.ndarray:
    """You refuse a group that does not fit with `assert`; what is expected is a ValueError.

    Write `if ...: raise ValueError(...)`.
    """
    assert len(x) % group == 0, "group does not divide the channels"
    return x.reshape(len(x) // group, group, *x.shape[1:]).max(axis=1)


def group_of_one_is_the_map(x: np.ndarray, group: int) -> np.ndarray:
    """For groups of 1 you hand the map itself back, and whoever changes one changes both.

    Return `x.copy()`.
    """
    if len(x) % group:
        raise ValueError("group does not divide the channels")
    if group == 1:
        return x
    return x.reshape(len(x) // group, group, *x.shape[1:]).max(axis=1)


O10 = Exercise(
    "O10",
    channel_max_pool,
    Array(),
    mistakes=(
        interleaved,
        number_of_groups,
        added_up,
        averaged,
        starts_at_zero,
        all_channels,
        place_lost,
        strongest_channel,
        overlapping,
        rest_dropped,
        short_last_group,
        assertion,
        group_of_one_is_the_map,
    ),
    telling=(
        Case(mixed(6, 3, 4), 2),
        Case(mixed(6, 2, 3) - 10, 3),
        Case(mixed(5, 2, 2), 2, raises=True),
    ),
    parts=(Part("values", 3, Array()), Part("group that does not divide the channels", 1)),
    fresh_result=True,
)
