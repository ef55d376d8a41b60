"""The numbers that the statements of the history assignment show are computed here."""

import re

import numpy as np
import pytest

from cnnkit.checks.history import H1, H2, H4, H5, H6, H7, H8
from cnnkit.images import digit_five
from cnnkit.models.cortex import bar, receptive_field
from cnnkit.models.neocognitron import simple_cell_plane
from cnnkit.ops.conv_single import correlate2d
from tests.exercises.classroom import Assignment

NOTEBOOK = Assignment("history")
UPRIGHT = np.array([[0, 1, 0, 0]] * 4)


def columns(text, start, end):
    """Read a block of numbers that stands between two places of each line."""
    cut = [line[start:end] for line in text.splitlines()]
    rows = [re.findall(r"-?[\d.]+", line) for line in cut]
    return np.array([[float(number) for number in row] for row in rows if row])


def picture(name, index=0):
    """Return one of the drawings in text of a statement."""
    return re.findall(r"```text\n(.*?)```", NOTEBOOK.cell(name), re.DOTALL)[index]


def test_the_table_of_h1_counts_the_parameters_of_its_net():
    statement = NOTEBOOK.cell("H1-statement")
    rows = re.findall(r"^\| (\d+) and (\d+) \| (\d+) \| (\d+) \|", statement, re.MULTILINE)
    sizes = [int(row[0]) for row in rows] + [int(rows[-1][1])]
    weights, biases = (sum(int(row[column]) for row in rows) for column in (2, 3))
    assert sizes == [640 * 480, 100, 100, 1]
    assert f"| together | {weights} | {biases} |" in statement
    assert H1.reference(sizes, False) == weights
    assert H1.reference(sizes, True) == weights + biases
    assert (H1.reference([3, 2, 1], False), H1.reference([3, 2, 1])) == (8, 11)
    assert "8 parameters without biases, and 11 with them" in statement


def test_the_neuron_of_h2_answers_as_its_picture_says():
    lines = picture("H2-statement").splitlines()
    assert lines[-1] == " ".join(f"{w:2g}" for w in H2.reference(5, 2)).strip()
    shown = [
        (np.array(inputs.replace("|", " ").split(), dtype=float), float(answer))
        for line in lines
        for inputs, answer in re.findall(r"((?:-?\d[ |]+){5})\s*([+]?[01])(?=\s|$)", line)
    ]
    assert len(shown) == 6
    for inputs, answer in shown:
        assert inputs @ H2.reference(5, 2) == answer


def test_the_planes_of_h3_are_those_of_its_picture():
    drawing = picture("H3-statement")
    lines = drawing.splitlines()
    starts = [lines[0].index(word) for word in ("picture", "template", "scores", "plane")]
    image, template, scores, plane = (
        columns("\n".join(lines[1:]), start, end)
        for start, end in zip(starts, [*starts[1:], None], strict=True)
    )
    np.testing.assert_array_equal(image, UPRIGHT)
    np.testing.assert_array_equal(correlate2d(image, template), scores)
    np.testing.assert_array_equal(simple_cell_plane(image, template, 3), plane)


@pytest.mark.parametrize("index", [0, 1])
def test_the_planes_of_h4_are_those_of_its_pictures(index):
    drawing = picture("H4-statement", index)
    rows = [re.findall(r"\d(?:\.\d)?", line.split("    ")[0]) for line in drawing.splitlines()]
    simple = np.array([[float(number) for number in row] for row in rows if row])
    words = re.findall(r"True|False", drawing)
    found = H4.reference(simple, 2)
    assert [word == "True" for word in words] == found.ravel().tolist()


def test_the_responses_of_h5_are_those_of_its_picture():
    lines = picture("H5-statement").splitlines()
    rows = [list(map(int, re.findall(r"-?\d", line))) for line in lines[2:5]]
    blocks = np.array(rows).reshape(3, 5, 3).transpose(1, 0, 2)
    templates, patch = blocks[:4], blocks[4]
    responses = (templates * patch).sum(axis=(1, 2))
    assert not templates.sum(axis=(1, 2)).any()
    assert [int(number) for number in re.findall(r"\d", lines[-1])] == responses.tolist()
    assert H5.reference(patch, templates) == 2


def test_an_upright_bar_can_make_the_wrong_cell_win():
    """As the cell to play with asks for."""
    cells = np.array([receptive_field(angle, size=15) for angle in (0, 45, 90, 135)])
    winners = {offset: H5.reference(bar(90, offset, size=15), cells) for offset in range(-7, 8)}
    assert winners[0] == 2
    assert set(winners.values()) > {2}


def test_the_orange_of_h6_is_the_number_that_the_statement_says():
    statement = NOTEBOOK.cell("H6-statement")
    assert f"`0xFF8000`, which is the number {0xFF8000}" in statement
    assert "`[[[255, 128, 0]]]`" in statement
    assert H6.reference(np.array([[0xFF8000]])).tolist() == [[[255, 128, 0]]]
    bits = "".join(re.findall("[01]{4}", picture("H6-statement")))
    assert int(bits, 2) == 0xFF8000


def test_the_pictures_of_h7_move_by_one():
    lines = picture("H7-statement").splitlines()[2:]
    before, after, changed = (
        np.array([re.split(r"\s{3,}", line)[block].split() for line in lines]) for block in range(3)
    )
    ink, moved = before == "#", after == "#"
    np.testing.assert_array_equal(changed == "-", ink & ~moved)
    np.testing.assert_array_equal(changed == "+", ~ink & moved)
    assert H7.reference(ink, 1) == (4, 4)
    wide, first = np.zeros_like(ink), np.zeros_like(ink)
    wide[:, 1:4], first[:, 0] = True, True
    assert H7.reference(wide, 1) == (4, 4)
    assert H7.reference(first, 1) == (4, 0)


def test_the_table_of_h8_holds_the_costs_of_its_picture():
    rows = re.findall(r"\| (dense|local|conv) \| (\d+) \| (\d+) \|", NOTEBOOK.cell("H8-statement"))
    costs = {name: (int(weights), int(work)) for name, weights, work in rows}
    assert costs == H8.reference(9, 4, 4)


def test_the_five_in_words_changes_as_many_pixels_as_the_answer_says():
    five = digit_five(size=28) > 0.5
    changed = sum(H7.reference(five, 2))
    said = f"a 5 with {five.sum()} black pixels changes {changed} pixels when it moves by 2"
    assert said in NOTEBOOK.cell("words-answer")
