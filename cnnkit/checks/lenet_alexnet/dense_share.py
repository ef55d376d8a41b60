"""A7: how many of the parameters lie in dense layers."""

from __future__ import annotations

import numpy as np

from cnnkit.checks.exercise import Case, Exercise
from cnnkit.checks.returns import Real
from cnnkit.withhold import withheld

__all__ = ["A7"]


@withheld
def dense_share(parameters: dict[str, int]) -> float:
    """Divide what the dense layers have by what all have; the right answer."""
    dense = sum(count for name, count in parameters.items() if name.startswith("fc"))
    return dense / sum(parameters.values()) if parameters else 0.0


def percent(parameters: dict[str, int]) -> float:
    """You return percent; a share lies between 0 and 1."""
    dense = sum(count for name, count in parameters.items() if name.startswith("fc"))
    return 100 * dense / sum(parameters.values()) if parameters else 0.0


def anywhere_in_the_name(parameters: dict[str, int]) -> float:
    """You look for 'fc' anywhere in the name; a dense layer's name *starts* with it."""
    dense = sum(count for name, count in parameters.items() if "fc" in name)
    return dense / sum(parameters.values()) if parameters else 0.0


def at_the_end(parameters: dict[str, int]) -> float:
    """You look for 'fc' at the end of the name: use `startswith`."""
    dense = sum(count for name, count in parameters.items() if name.endswith("fc"))
    return dense / sum(parameters.values()) if parameters else 0.0


def exactly_fc(parameters: dict[str, int]) -> float:
    """You count a layer only if its name is 'fc' and nothing else; 'fc6' starts with it, too."""
    dense = sum(count for name, count in parameters.items() if name == "fc")
    return dense / sum(parameters.values()) if parameters else 0.0


def first_letter(parameters: dict[str, int]) -> float:
    """You look at the first letter only; a name such as 'features' starts with an f as well."""
    dense = sum(count for name, count in parameters.items() if name[0] == "f")
    return dense / sum(parameters.values()) if parameters else 0.0


def not_convolutions(parameters: dict[str, int]) -> float:
    """You take all layers for dense whose name does not start with 'conv'; others may be there."""
    dense = sum(count for name, count in parameters.items() if not name.startswith("conv"))
    return dense / sum(parameters.values()) if parameters else 0.0


def empty_crashes(parameters: dict[str, int]) -> float:
    """Without any layer you divide 0 by 0; return 0.0 for an empty dict."""
    dense = sum(count for name, count in parameters.items() if name.startswith("fc"))
    return dense / sum(parameters.values())


def empty_is_one(parameters: dict[str, int]) -> float:
    """For an empty dict you return 1; without any layer the share is 0.0."""
    dense = sum(count for name, count in parameters.items() if name.startswith("fc"))
    return dense / sum(parameters.values()) if parameters else 1.0


def empty_is_whole(parameters: dict[str, int]) -> float:
    """For an empty dict you return the whole number 0; a share is a float: 0.0."""
    dense = sum(count for name, count in parameters.items() if name.startswith("fc"))
    return dense / sum(parameters.values()) if parameters else 0


def against_the_others(parameters: dict[str, int]) -> float:
    """You divide by the parameters of the *other* layers; divide by those of all."""
    dense = sum(count for name, count in parameters.items() if name.startswith("fc"))
    rest = sum(parameters.values()) - dense
    return dense / rest if rest else 0.0


def share_of_the_others(parameters: dict[str, int]) -> float:
    """You return the share of the other layers; that of the dense ones is asked for."""
    dense = sum(count for name, count in parameters.items() if name.startswith("fc"))
    return 1 - dense / sum(parameters.values()) if parameters else 0.0


def share_of_layers(parameters: dict[str, int]) -> float:
    """You count layers; count their parameters."""
    dense = sum(name.startswith("fc") for name in parameters)
    return dense / len(parameters) if parameters else 0.0


def last_dense_only(parameters: dict[str, int]) -> float:
    """You keep the last dense layer only: add them up with `+=`."""
    dense = 0
    for name, count in parameters.items():
        if name.startswith("fc"):
            dense = count
    return dense / sum(parameters.values()) if parameters else 0.0


def whole_division(parameters: dict[str, int]) -> float:
    """You divide with `//`, which leaves 0 of every share below 1: use `/`."""
    dense = sum(count for name, count in parameters.items() if name.startswith("fc"))
    return float(dense // sum(parameters.values())) if parameters else 0.0


def rounded(parameters: dict[str, int]) -> float:
    """You round to two digits; return the share as it is."""
    dense = sum(count for name, count in parameters.items() if name.startswith("fc"))
    return round(dense / sum(parameters.values()), 2) if parameters else 0.0


def small_numbers(parameters: dict[str, int]) -> float:
    """Your sums overflow: 32 bits end at 2,147,483,647; add Python numbers."""
    counts = np.array(list(parameters.values()), dtype=np.int64).astype(np.int32)
    dense = np.array([name.startswith("fc") for name in parameters], dtype=bool)
    total = int(counts.sum(dtype=np.int32))
    return float(int(counts[dense].sum(dtype=np.int32)) / total) if total else 0.0


A7 = Exercise(
    "A7",
    dense_share,
    Real(),
    mistakes=(
        percent,
        anywhere_in_the_name,
        at_the_end,
        exactly_fc,
        first_letter,
        not_convolutions,
        empty_crashes,
        empty_is_one,
        empty_is_whole,
        against_the_others,
        share_of_the_others,
        share_of_layers,
        last_dense_only,
        whole_division,
        rounded,
        small_numbers,
    ),
    telling=(
        Case({"conv1": 7, "fc": 11, "fc7": 13, "features": 17, "norm": 19, "no_fc": 23, "xfcx": 3}),
        Case({"conv1": 7, "fc6": 3, "fc7": 2}),
        Case({}),
        Case({"conv1": 2_000_000_000, "fc6": 3_000_000_000}),
    ),
)
