"""The backprop assignment: the numbers that its statements show are computed here, and more."""

import re

import numpy as np
import pytest

from cnnkit.checks import CheckFailed
from cnnkit.gradients import numerical_gradient
from cnnkit.ops.activation import relu_backward
from cnnkit.ops.conv import conv2d_backward
from cnnkit.ops.conv_single import correlate2d
from cnnkit.ops.loss import half_squared_error
from cnnkit.ops.pool import avg_pool2d_backward, max_pool2d, max_pool2d_backward
from tests.exercises.classroom import Assignment

NOTEBOOK = Assignment("backprop")


def numbers(text):
    """List the numbers of a text; a dot in the place of a number is a 0."""
    found = re.findall(r"[-−]?\d+(?:\.\d+)?|(?<= )\.(?= |$)", text)
    return [0.0 if word == "." else float(word.replace("−", "-")) for word in found]


def picture(name, number=0):
    """List the numbers of each line of a statement's picture."""
    pictures = re.findall(r"```text\n(.*?)```", NOTEBOOK.cell(name), re.DOTALL)
    rows = [numbers(line) for line in pictures[number].splitlines()]
    return [row for row in rows if row]


def table(name):
    """List the numbers of each line of a statement's tables that holds any."""
    lines = re.findall(r"^\|(.*)\|$", NOTEBOOK.cell(name), re.MULTILINE)
    return [numbers(line) for line in lines if numbers(line)]


def sigmoid_delta(error, out):
    return error * out * (1 - out)


def test_the_steps_of_b1_go_against_the_derivative():
    assert "with rate 0.1" in NOTEBOOK.cell("B1-statement")
    rows = table("B1-statement")
    assert len(rows) == 2
    for theta, derivative, change, new in rows:
        assert change == -0.1 * derivative
        assert new == theta + change


def test_the_cost_of_b2_is_that_of_its_example():
    cost, gradient = half_squared_error(np.array([1.0, 2.0]), np.zeros(2))
    found = re.search(
        r"= ([\d.]+)\$, and the gradient is \((\d), (\d)\)", NOTEBOOK.cell("B2-statement")
    )
    assert [float(word) for word in found.groups()] == [cost, *gradient]


def test_the_table_of_b3_is_computed():
    rows = table("B3-statement")
    (h, y), slope = rows[1], rows[3][-1]
    assert rows[0] == [1, 2]
    assert slope == h * (1 - h)
    delta = rows[4][-1]
    assert delta == sigmoid_delta(h - y, h)
    assert rows[5] == [1, delta, delta, 2, delta, 2 * delta]


def test_the_deltas_of_b4_are_those_of_its_picture():
    first, middle, last = picture("B4-statement")
    (above,) = middle
    units = [first, last]
    for (activation, weight), row in zip(units, table("B4-statement"), strict=True):
        assert row[3] == weight * above
        assert row[-1] == sigmoid_delta(weight * above, activation)


def test_the_shares_of_b5_are_those_of_its_picture():
    top, bottom = picture("B5-statement")
    shared = avg_pool2d_backward(np.array([bottom[:2]]), (2, 4), 2)
    assert [top, bottom[2:]] == shared.tolist()


@pytest.mark.parametrize(("number", "side", "stride"), [(0, 4, 2), (1, 3, 1)])
def test_the_routes_of_b6_are_those_of_its_pictures(number, side, stride):
    rows = picture("B6-statement", number)
    x = np.array([row[:side] for row in rows])
    gradient = np.array([row[side : side + 2] for row in rows if len(row) == 2 * side + 2])
    result = [row[-side:] for row in rows]
    assert result == max_pool2d_backward(gradient, x, 2, stride).tolist()
    text = re.findall(r"```text\n(.*?)```", NOTEBOOK.cell("B6-statement"), re.DOTALL)[number]
    winners = {float(word) for word in re.findall(r"\[(\d+)\]", text)}
    assert winners == set(max_pool2d(x, 2, stride).ravel())


def test_the_tie_of_b6_goes_to_the_first():
    result = max_pool2d_backward(np.array([[6.0]]), np.array([[7.0, 7], [1, 7]]), 2)
    assert f"gives `{result.astype(int).tolist()}`" in NOTEBOOK.cell("B6-statement")


def test_the_gradients_of_b7_are_those_of_its_picture():
    first, second, third = picture("B7-statement")
    x = np.array([first, second[:3], third[:3]])
    delta = np.array([second[3:5], third[3:5]])
    assert [second[5:], third[5:]] == correlate2d(x, delta).tolist()


def test_the_stamps_of_b8_add_up_to_its_result():
    rows = picture("B8-statement")
    strengths, *rows = rows
    first, second, third = rows
    delta, kernel = np.array([first[:2], second[:2]]), np.array([first[2:4], second[2:4]])
    stamps = np.array([first[4:], second[4:], third]).reshape(3, 4, 3).swapaxes(0, 1)
    assert strengths == delta[delta != 0].tolist()
    assert np.array_equal(stamps[:3].sum(axis=0), stamps[3])
    x = np.zeros((1, 1, 3, 3))
    gradient, _, _ = conv2d_backward(delta[None, None], x, kernel[None, None])
    assert np.array_equal(gradient[0, 0], stamps[3])


def test_the_gate_of_b9_opens_above_zero():
    x, arrives, leaves = (np.array(row) for row in table("B9-statement"))
    assert np.array_equal(relu_backward(arrives, x), leaves)


def test_the_differences_of_b10_are_those_of_its_table():
    slopes = numerical_gradient(lambda x: (x**2).sum(), np.array([1.0, -3.0]), 0.5)
    rows = re.findall(r"^\| [01] \| .* = ([\d.]+) \| .* = ([\d.]+) \| (\S+) \| .* = (\S+) \|$",
                      NOTEBOOK.cell("B10-statement"), re.MULTILINE)  # fmt: skip
    assert len(rows) == 2
    for row, slope in zip(rows, slopes, strict=True):
        above, below, difference, told = (float(word.replace("−", "-")) for word in row)
        assert above - below == difference
        assert told == slope


def test_the_slopes_in_words_are_those_of_the_sigmoid_and_of_a_tie():
    answer = NOTEBOOK.cell("words-answer")
    assert round(sigmoid_delta(0.0001 - 1, 0.0001), 4) == -0.0001
    assert "delta is about −0.0001" in answer
    assert f"it would be −{-sigmoid_delta(0.5 - 1, 0.5):g}" in answer
    white = np.ones((2, 2))
    differences = numerical_gradient(lambda x: max_pool2d(x, 2).sum(), white)
    assert np.allclose(differences, 0.5)
    assert max_pool2d_backward(np.ones((1, 1)), white, 2).ravel().tolist() == [1, 0, 0, 0]
    assert "the differences say 0.5 for each of them, and my function says 1, 0, 0, 0" in (
        NOTEBOOK.cell("words-statement")
    )


def test_rewriting_the_function_that_b10_hands_over_earns_nothing():
    def rewrites(f, x, eps=1e-5):
        f.__code__ = (lambda x: 0.0).__code__
        return np.zeros(x.shape)

    with pytest.raises(CheckFailed, match="2 is expected, yours is 0"):
        exec(NOTEBOOK.cell("B10-tests"), {"numerical_gradient": rewrites})
