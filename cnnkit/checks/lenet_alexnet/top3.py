"""A2: the three most likely labels."""

from __future__ import annotations

import numpy as np

from cnnkit.checks.exercise import Case, Exercise, Part
from cnnkit.checks.returns import ListOf, Text
from cnnkit.withhold import withheld

__all__ = ["A2"]


@withheld
def top3(scores: np.ndarray, labels: list[str]) -> list[str]:
    """Sort by falling score, keeping the order of equal ones; the right answer."""
    return [labels[i] for i in np.argsort(-scores, kind="stable")[:3]]


def least_likely(scores: np.ndarray, labels: list[str]) -> list[str]:
    """You return the three *least* likely: `np.argsort` sorts upwards."""
    return [labels[i] for i in np.argsort(scores, kind="stable")[:3]]


def most_likely_last(scores: np.ndarray, labels: list[str]) -> list[str]:
    """Your three are the right ones, but the most likely stands last; turn them round."""
    return [labels[i] for i in np.argsort(-scores, kind="stable")[:3][::-1]]


def ties_backwards(scores: np.ndarray, labels: list[str]) -> list[str]:
    """Equal scores come backwards: sorting upwards and turning round turns ties round as well.

    Sort the negative scores with `kind="stable"`.
    """
    return [labels[i] for i in np.argsort(scores, kind="stable")[::-1][:3]]


def keyed_by_score(scores: np.ndarray, labels: list[str]) -> list[str]:
    """In a dict with scores as keys, equal scores overwrite each other and labels get lost."""
    by_score = dict(zip(scores.tolist(), labels, strict=True))
    return [by_score[score] for score in sorted(by_score, reverse=True)[:3]]


def found_by_value(scores: np.ndarray, labels: list[str]) -> list[str]:
    """You look each score up with `index`, which finds the first of equal ones every time."""
    values = scores.tolist()
    return [labels[values.index(score)] for score in sorted(values, reverse=True)[:3]]


def ties_by_the_alphabet(scores: np.ndarray, labels: list[str]) -> list[str]:
    """You sort equal scores by their labels; they keep the order of the list."""
    pairs = sorted(zip((-scores).tolist(), labels, strict=True))
    return [label for _, label in pairs[:3]]


def ties_against_the_alphabet(scores: np.ndarray, labels: list[str]) -> list[str]:
    """You sort pairs, so equal scores fall back on their labels, from z to a.

    They keep the order of the list.
    """
    pairs = sorted(zip(scores.tolist(), labels, strict=True), reverse=True)
    return [label for _, label in pairs[:3]]


def by_magnitude(scores: np.ndarray, labels: list[str]) -> list[str]:
    """You compare without the sign; a score of -5 is lower than one of 1."""
    return [labels[i] for i in np.argsort(-np.abs(scores), kind="stable")[:3]]


def in_order_of_labels(scores: np.ndarray, labels: list[str]) -> list[str]:
    """Your three are the right ones, in the order of the list; the most likely comes first."""
    return [labels[i] for i in sorted(np.argsort(-scores, kind="stable")[:3])]


def labels_sorted(scores: np.ndarray, labels: list[str]) -> list[str]:
    """You sort the labels before you look one up: a label's place is that of its score."""
    return [sorted(labels)[i] for i in np.argsort(-scores, kind="stable")[:3]]


def first_three(scores: np.ndarray, labels: list[str]) -> list[str]:
    """You return the first three labels, whatever their scores are."""
    return labels[:3]


def all_of_them(scores: np.ndarray, labels: list[str]) -> list[str]:
    """You return all labels; three are asked for."""
    return [labels[i] for i in np.argsort(-scores, kind="stable")]


def two_only(scores: np.ndarray, labels: list[str]) -> list[str]:
    """You return two labels; three are asked for, and `[:3]` takes places 0, 1 and 2."""
    return [labels[i] for i in np.argsort(-scores, kind="stable")[:2]]


def places(scores: np.ndarray, labels: list[str]) -> list[int]:
    """You return places; look up the labels that stand there."""
    return np.argsort(-scores, kind="stable")[:3].tolist()


def with_scores(scores: np.ndarray, labels: list[str]) -> list[tuple[str, float]]:
    """You return pairs of label and score; labels alone are asked for."""
    return [(labels[i], float(scores[i])) for i in np.argsort(-scores, kind="stable")[:3]]


def a_tuple(scores: np.ndarray, labels: list[str]) -> tuple[str, ...]:
    """Your labels are right, but they come as a tuple; use square brackets."""
    return tuple(labels[i] for i in np.argsort(-scores, kind="stable")[:3])


def an_array(scores: np.ndarray, labels: list[str]) -> np.ndarray:
    """Your labels are right, but they come as an array; end with `.tolist()`."""
    return np.array(labels)[np.argsort(-scores, kind="stable")[:3]]


_LABELS = ListOf(Text())

A2 = Exercise(
    "A2",
    top3,
    _LABELS,
    mistakes=(
        least_likely,
        most_likely_last,
        ties_backwards,
        keyed_by_score,
        found_by_value,
        ties_by_the_alphabet,
        ties_against_the_alphabet,
        by_magnitude,
        in_order_of_labels,
        labels_sorted,
        first_three,
        all_of_them,
        two_only,
        places,
        with_scores,
        a_tuple,
        an_array,
    ),
    telling=(
        Case(np.array([0.1, -0.9, 0.3, 0.2, 0.25]), ["e", "b", "d", "a", "c"]),
        Case(np.array([1.0, 2.0, 3.0, 2.0, 2.0]), ["d", "b", "c", "e", "a"]),
        Case(np.array([1.0, 2.0, 3.0, 2.0, 2.0]), ["d", "e", "a", "b", "c"]),
        Case(np.array([1.0, 2.0, 3.0, 2.0, 2.0]), ["d", "a", "c", "b", "e"]),
    ),
    parts=(Part("different scores", 1, _LABELS), Part("equal scores", 1, _LABELS)),
)
