"""The assignment on LeNet and AlexNet: what its statements show is computed here, and more."""

import copy
import importlib
import math
import re
import sys

import numpy as np
import pytest
import torch
from torch import nn

from cnnkit.checks import CheckFailed
from cnnkit.checks.lenet_alexnet import A1, A2, A3, A4, A5, A6, A7, A8, A9, A10
from cnnkit.models import ALEXNET_GROUPED, CIFAR10_DEMO
from cnnkit.models.lenet import C3_LINKS, LENET5
from tests.exercises.classroom import Assignment

NOTEBOOK = Assignment("lenet_alexnet")


def statement(exercise):
    return NOTEBOOK.cell(f"{exercise}-statement")


def test_the_probabilities_of_a1_are_those_of_its_table():
    rows = re.findall(r"^\| ([\d, ]+) \|.*\| ([\d., ]+) \|$", statement("A1"), re.MULTILINE)
    assert len(rows) == 3
    for logits, told in rows:
        found = A1.reference(np.array([float(z) for z in logits.split(", ")]))
        assert ", ".join(f"{p:.3g}" for p in found) == told


def test_the_best_three_of_a2_are_those_of_its_table():
    (labels, scores) = (
        re.search(rf"^\| {name} \| (.*) \|$", statement("A2"), re.MULTILINE)[1].split(" | ")
        for name in ("label", "score")
    )
    found = A2.reference(np.array([float(score) for score in scores]), labels)
    assert f"gives `{found}`" in statement("A2")
    assert A2.reference(np.array([1.0, 2, 2, 2]), list("0123")) == ["1", "2", "3"]


def test_the_links_of_a3_are_those_of_its_picture():
    rows = re.findall(r"^input map \d +(.*)$", statement("A3"), re.MULTILINE)
    table = np.array([[mark == "1" for mark in row.split()] for row in rows])
    assert f"27 + 3 = {A3.reference(table, 3)} parameters" in statement("A3")
    assert f"there would be 6 · 9 + 3 = {A3.reference(np.ones((2, 3)), 3)}" in statement("A3")
    assert f"gives {A3.reference(np.ones((6, 16)), 5):,}" in statement("A3")
    rows = re.findall(r"^\d  ([X. ]+)$", statement("A3"), re.MULTILINE)
    assert np.array_equal([[mark == "X" for mark in row.split()] for row in rows], C3_LINKS)


def test_the_layers_of_a4_are_those_of_the_demo():
    rows = re.findall(r"^\| `(\(.*\))` \| (\(.*\)) \| .*?(\d+) \|$", statement("A4"), re.MULTILINE)
    layers = [eval(layer) for layer, _, _ in rows]
    assert len(layers) == 7
    before = 0
    for number, (_, shape, parameters) in enumerate(rows, start=1):
        here, together = A4.reference((3, 32, 32), layers[:number])
        assert (here, together - before) == (eval(shape), int(parameters))
        before = together
    assert f"`{A4.reference((3, 32, 32), layers)}`" in statement("A4")
    assert before == CIFAR10_DEMO.ledger().parameters


def test_the_product_of_a5_is_that_of_its_picture():
    rows = re.search(r"result\n(.*?)```", statement("A5"), re.DOTALL)[1].splitlines()
    numbers = [[float(n) for n in re.findall(r"-?\d+", row)] for row in rows]
    weight, bias = np.array([row[:2] for row in numbers]), np.array([row[2] for row in numbers])
    x, result = (
        np.array([row[part] for row in numbers[:2]]) for part in (slice(3, 5), slice(5, 8))
    )
    assert np.array_equal(A5.reference(x, weight, bias), result)


def test_the_patches_of_a6_are_those_of_its_picture():
    rows = re.search(r"patch matrix\n(.*?)```", statement("A6"), re.DOTALL)[1].splitlines()
    picture = np.array([row.split()[:3] for row in rows[:3]])
    patches = np.array([row.split()[-4:] for row in rows])
    corners = [(i, j) for i in range(2) for j in range(2)]
    windows = [picture[i : i + 2, j : j + 2].ravel() for i, j in corners]
    assert np.array_equal(patches, np.array(windows).T)
    assert A6.reference(1, 1, 3, 3, 1, 2, 1, 0) == ((1, 4), patches.shape, 16 / 9)


def test_the_numbers_of_a7_and_a8_are_right():
    assert A7.reference({"conv1": 1, "fc1": 3}) == 0.75
    rows = ALEXNET_GROUPED.ledger()
    grouped = {row.name: row.count.parameters for row in rows if row.count.parameters}
    for name, count in grouped.items():
        assert f'"{name}": {count},' in NOTEBOOK.cell("A7-tests")
    assert round(A7.reference(grouped), 5) == 0.96171
    assert f"these are {A8.reference([(3, 32, 32)], 1)} bytes" in statement("A8")
    assert f"= {A8.reference([(3, 32, 32), (10,)], 2)}." in statement("A8")


def test_the_layers_of_a9_are_those_of_the_book():
    told = re.findall(r"^\| (\S+) \|.*\| (\(.*\)) \|$", statement("A9"), re.MULTILINE)
    ledger = LENET5.ledger()
    layers = [(row.name, str(row.shape)) for row in ledger if not row.name.startswith("relu")]
    assert told == layers
    assert f"Together it has {ledger.parameters:,} parameters" in statement("A9")


def test_the_two_means_of_a10_are_those_of_its_example():
    (example,) = re.findall(r"^For example.*$", statement("A10"), re.MULTILINE)
    count, size, *numbers = map(float, re.findall(r"\d+(?:\.\d+)?", example))
    sizes, means, per_example, of_means = numbers[:3], numbers[3:6], *numbers[-2:]
    assert sizes == [size, size, count - 2 * size]
    assert per_example == np.average(means, weights=sizes)
    assert of_means == round(np.mean(means), 3)


def test_the_numbers_in_words_are_right():
    answer = NOTEBOOK.cell("words-answer")
    rows = {row.name: row.count.parameters for row in ALEXNET_GROUPED.ledger()}
    dense = sum(rows[name] for name in ("fc6", "fc7", "fc8"))
    for number in (sum(rows.values()), dense, sum(rows.values()) - dense, 4096 * 9216 // 2):
        assert f"{number:,}" in answer
    assert f"{dense / sum(rows.values()):.1%}".replace("%", " %") in answer
    floor = math.e / (math.e + 9)
    assert f"{floor:.3f}$, and $-\\ln {floor:.3f} = {-math.log(floor):.2f}" in answer


def earned(exercise, function, monkeypatch):
    """Give the points of a test cell that ends with the total, without its sentences."""
    monkeypatch.delenv("NBGRADER_VALIDATING", raising=False)
    *cell, total = NOTEBOOK.cell(f"{exercise.id}-tests").splitlines()
    defined = {exercise.name: function}
    exec("\n".join(cell), defined)
    return eval(total, defined)


def lazy_lenet5():
    """Layers that find out by themselves what they read."""
    return nn.Sequential(
        *(nn.LazyConv2d(6, 5), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.LazyConv2d(16, 5), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.LazyConv2d(120, 5), nn.ReLU(), nn.Flatten()),
        *(nn.LazyLinear(84), nn.ReLU(), nn.LazyLinear(10)),
    )


def convolutional_lenet5():
    """Dense layers as convolutions of single pixels, and other kinds of activations."""
    return nn.Sequential(
        *(nn.Conv2d(1, 6, 5), nn.Hardtanh(), nn.AvgPool2d(2)),
        *(nn.Conv2d(6, 16, 5), nn.LeakyReLU(), nn.AdaptiveMaxPool2d(5)),
        *(nn.Conv2d(16, 120, 5), nn.Softplus()),
        *(nn.Conv2d(120, 84, 1), nn.ELU(), nn.Conv2d(84, 10, 1), nn.Flatten()),
    )


@pytest.mark.parametrize("build", [lazy_lenet5, convolutional_lenet5])
def test_a_lenet5_may_be_written_in_unusual_ways(build, monkeypatch):
    assert earned(A9, build, monkeypatch) == 4


def test_the_number_of_parameters_alone_is_one_point_of_a9(monkeypatch):
    def same_size():
        net = nn.Module()
        net.weights = nn.Parameter(torch.zeros(61706))
        return net

    assert earned(A9, same_size, monkeypatch) == 1


def test_what_a_network_should_have_is_not_said_by_hidden_tests(monkeypatch, capsys):
    def with_softmax():
        return nn.Sequential(lazy_lenet5(), nn.Softmax(dim=1))

    assert earned(A9, with_softmax, monkeypatch) == 3
    said = capsys.readouterr().out
    assert "your net has probabilities as results." in said
    assert "asked for" not in said


def test_training_that_is_undone_has_not_lowered_the_loss(monkeypatch, capsys):
    right = NOTEBOOK.written_functions["train_epoch"]

    def undone(model, *args):
        weights = copy.deepcopy(model.state_dict())
        loss = right(model, *args)
        model.load_state_dict(weights)
        return loss

    assert earned(A10, undone, monkeypatch) == 2
    assert "loss: not lower after training; asked for: lower after training" in " ".join(
        capsys.readouterr().out.split()
    )


@pytest.mark.parametrize("exercise", [A9, A10], ids=["A9", "A10"])
def test_without_pytorch_a_check_says_so_kindly(exercise, monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(ImportError):
        importlib.import_module("torch")
    with pytest.raises(CheckFailed, match=r"needs PyTorch, which is\snot"):
        exec(NOTEBOOK.cell(f"{exercise.id}-tests"), {exercise.name: lambda *args: None})
