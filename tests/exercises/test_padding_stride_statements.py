"""The numbers that the statements of the padding-and-stride assignment show are computed here."""

import re

import numpy as np
import pytest

from cnnkit.ledger import Conv, Pool
from cnnkit.models import ALEXNET_GROUPED, CIFAR10_DEMO
from cnnkit.ops.conv_single import correlate2d
from cnnkit.shapes import output_size, visits
from tests.exercises.classroom import Assignment

NOTEBOOK = Assignment("padding_stride")


def table(name):
    """List the rows of whole numbers of a statement's table."""
    rows = re.findall(r"^\|((?: \d+ \|)+)", NOTEBOOK.cell(name), re.MULTILINE)
    assert rows
    return [[int(number) for number in re.findall(r"\d+", row)] for row in rows]


def windows(network):
    """List kernel, stride and padding of every layer with windows."""
    specs = [row.spec for row in network.ledger() if isinstance(row.spec, Conv | Pool)]
    return [
        (s.kernel, s.stride, s.padding)
        if isinstance(s, Conv)
        else (s.window, s.stride or s.window, 0)
        for s in specs
    ]


def test_the_table_of_p1_counts_windows():
    for size, kernel, stride, padding, count in table("P1-statement"):
        assert output_size(size, kernel, stride, padding) == count


def test_the_table_of_p6_counts_the_pixels_after_the_last_window():
    for size, kernel, stride, padding, unused in table("P6-statement"):
        seen = visits(size + 2 * padding, kernel, stride)
        assert seen[::-1].index(next(filter(None, seen[::-1]))) == unused


def test_the_picture_of_p2_shows_what_its_tuples_say():
    rows = re.findall(r"kernel (\d) +([0 .]+?) +\((\d), (\d)\)", NOTEBOOK.cell("P2-statement"))
    assert len(rows) == 3
    for kernel, row, before, after in rows:
        zeros = row.replace(" ", "").split("....")
        assert [len(end) for end in zeros] == [int(before), int(after)]
        assert output_size(4 + int(before) + int(after), int(kernel)) == 4


@pytest.mark.parametrize("stride", [(1, 1), (1, 2), (2, 1), (2, 2)])
def test_the_results_of_p5_are_those_of_its_picture(stride):
    statement = NOTEBOOK.cell("P5-statement")
    image = np.array(
        [[1, 1, 1, 0, 0], [0, 1, 1, 1, 0], [0, 0, 1, 1, 1], [0, 0, 1, 1, 0], [0, 1, 1, 0, 0]]
    )
    answers = correlate2d(image, np.array([[1, 0, 1], [0, 1, 0], [1, 0, 1]]))
    rows = [" ".join(f"{value:g}" for value in row) for row in answers[:: stride[0], :: stride[1]]]
    if stride == (2, 2):  # in the picture
        assert re.search(rf"-> +{rows[0]}\n.* {rows[1]}\n", statement)
    else:  # in the text below it
        assert re.search(rf"\({stride[0]}, {stride[1]}\)[^;,]*? {', '.join(rows)}", statement)


def test_the_network_of_p7_is_that_of_the_book():
    walk = [32]
    rows = re.findall(
        r"\| (?:convolution|pooling) \| (\d) \| (\d) \| (\d) \| (\d+) \|",
        NOTEBOOK.cell("P7-statement"),
    )
    layers = [tuple(map(int, row[:3])) for row in rows]
    assert layers == windows(CIFAR10_DEMO)
    for row, layer in zip(rows, layers, strict=True):
        walk.append(output_size(walk[-1], *layer))
        assert walk[-1] == int(row[3])
    assert f"`{walk}`" in NOTEBOOK.cell("P7-statement")


def test_the_alexnet_to_play_with_is_that_of_the_book():
    rows = re.findall(r'"\w+\d": \((\d+), (\d), (\d)\)', NOTEBOOK.cell("P8-play"))
    assert [tuple(map(int, row)) for row in rows] == windows(ALEXNET_GROUPED)


def test_the_overlap_in_words_is_what_twelve_layers_cost():
    size = 280
    for _ in range(12):
        size = output_size(size, 3)
    assert size == 256
    assert "from 280 × 280 real pixels" in NOTEBOOK.cell("words-answer")
