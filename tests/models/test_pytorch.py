"""The PyTorch twins give the same outputs and gradients once they have the same weights."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from cnnkit.errors import ShapeError
from cnnkit.ledger import Activation, Conv, Pool
from cnnkit.models import (
    ALEXNET_GROUPED,
    ALEXNET_SINGLE,
    ALEXNET_TORCHVISION,
    CIFAR10_DEMO,
    LENET5,
    LENET5_1998,
    SIGMOID_CNN,
    Entry,
    Table,
    build,
)
from cnnkit.models.pytorch import build_torch, copy_weights
from cnnkit.withhold import BorrowedAnswer, withholding

ALEXNETS = (ALEXNET_GROUPED, ALEXNET_SINGLE, ALEXNET_TORCHVISION)
each_small = pytest.mark.parametrize(
    "table", [LENET5, CIFAR10_DEMO, SIGMOID_CNN], ids=lambda table: table.title
)
each_dtype = pytest.mark.parametrize(
    ("dtype", "tolerance"), [(np.float32, 1e-5), (np.float64, 1e-10)], ids=["float32", "float64"]
)


def close(ours, theirs, tolerance):
    """Equal up to a share of the largest value, which must be there."""
    scale = np.abs(theirs).max()
    assert scale > 0
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=tolerance * scale)


def typed(net, dtype):
    return net.double() if dtype is np.float64 else net


@each_small
@each_dtype
@pytest.mark.parametrize("way", ["to PyTorch", "from PyTorch"])
def test_twins_agree_forward_and_backward(table, dtype, tolerance, way):
    ours, theirs = build(table, dtype=dtype), typed(build_torch(table), dtype)
    if way == "to PyTorch":
        copy_weights(ours, theirs)
    else:
        copy_weights(theirs, ours)
    x = np.random.default_rng(1).normal(size=(3, *table.shape)).astype(dtype)
    image = torch.tensor(x, requires_grad=True)
    out, expected = ours(x), theirs(image)
    assert out.dtype == dtype
    close(out, expected.detach().numpy(), tolerance)
    grad_out = np.random.default_rng(2).normal(size=out.shape).astype(dtype)
    expected.backward(torch.tensor(grad_out))
    close(ours.backward(grad_out), image.grad.numpy(), tolerance)
    pairs = zip(ours.parameters(), theirs.parameters(), strict=True)
    for (_, values, grad), tensor in pairs:
        np.testing.assert_array_equal(values, tensor.detach().numpy())
        close(grad, tensor.grad.numpy(), tolerance)


@pytest.mark.parametrize("table", ALEXNETS, ids=lambda table: table.title)
def test_alexnets_agree_on_a_picture(table):
    ours, theirs = build(table), build_torch(table)
    for name, values, _ in ours.parameters():
        if name.endswith("weight"):
            values *= 6**0.5  # He's reach: the picture still matters after eight layers
    copy_weights(ours, theirs)
    assert sum(tensor.numel() for tensor in theirs.parameters()) == table.ledger().parameters
    x = np.random.default_rng(0).normal(size=(1, *table.shape)).astype(np.float32)
    with torch.no_grad():
        expected, blank = (theirs(torch.tensor(picture)).numpy() for picture in (x, 0 * x))
    close(ours(x), expected, 1e-5)
    assert np.abs(expected - blank).max() > 0.1 * np.abs(expected).max()


def test_modules_have_the_names_of_the_table():
    net = build_torch(LENET5)
    names = [name for name, _ in net.named_children()]
    assert names == [
        *("C1", "relu1", "S2", "C3", "relu3", "S4", "C5", "relu5", "flatten", "F6", "relu6"),
        "output",
    ]
    assert "C3.weight" in net.state_dict()


def test_a_seed_repeats_the_weights_of_pytorch():
    torch.manual_seed(0)
    first = build_torch(SIGMOID_CNN).state_dict()
    torch.manual_seed(0)
    again = build_torch(SIGMOID_CNN).state_dict()
    assert all(torch.equal(first[name], again[name]) for name in first)


def test_every_option_of_a_row_reaches_pytorch():
    specs = (
        Conv(4, (3, 2), (2, 1), (1, 0), (1, 2), 2, False),
        Activation("tanh"),
        Pool((2, 3), (1, 2), mode="avg", partial=True),
        Pool(3, 2, partial=True),
    )
    entries = tuple(Entry(f"layer{n}", spec, "made up") for n, spec in enumerate(specs))
    table = Table("toy", "made up", (2, 14, 15), entries)
    ours, theirs = build(table), build_torch(table)
    copy_weights(theirs, ours)
    x = np.random.default_rng(0).normal(size=(2, 2, 14, 15)).astype(np.float32)
    expected = theirs(torch.tensor(x)).detach().numpy()
    assert expected.shape[1:] == table.ledger()[-1].shape
    close(ours(x), expected, 1e-5)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (LENET5_1998, "tanh1: activation for PyTorch must be .* got 'scaled_tanh'"),
        (
            LENET5_1998._replace(entries=LENET5_1998.entries[::2]),
            "S2: mode for PyTorch must be 'avg' or 'max', got 'trainable'",
        ),
        (
            LENET5_1998._replace(entries=LENET5_1998.entries[4:5], shape=(6, 14, 14)),
            r"C3: PyTorch has no layer for Conv\(.*use cnnkit.models.build",
        ),
    ],
    ids=["activation", "subsampling", "links"],
)
def test_what_pytorch_does_not_have_is_named(table, message):
    with pytest.raises(ValueError, match=message):
        build_torch(table)


def test_weights_copy_between_two_nets_of_one_kind_and_keep_their_dtype():
    source, target = build(LENET5_1998), build(LENET5_1998, rng=np.random.default_rng(9))
    copy_weights(source, target)
    pairs = zip(source.parameters(), target.parameters(), strict=True)
    assert all((ours == copied).all() for (_, ours, _), (_, copied, _) in pairs)
    single = build_torch(SIGMOID_CNN)
    copy_weights(build(SIGMOID_CNN, dtype=np.float64), single)
    assert single.conv.weight.dtype == torch.float32


def test_weights_are_copied_and_not_shared():
    ours, theirs = build(SIGMOID_CNN), build_torch(SIGMOID_CNN)
    copy_weights(ours, theirs)
    before = ours[0].weight.copy()
    with torch.no_grad():
        theirs.conv.weight += 1
    np.testing.assert_array_equal(ours[0].weight, before)


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        (SIGMOID_CNN.entries[:4], "the source has 3 weights and biases, the target 2"),
        (
            (Entry("conv", Conv(1, 2, bias=False), "made up"), *SIGMOID_CNN.entries[1:]),
            r"0.weight of the source has shape \(1, 1, 3, 3\), conv.weight of the target "
            r"\(1, 1, 2, 2\)",
        ),
    ],
    ids=["fewer layers", "other kernel"],
)
def test_weights_that_do_not_fit_are_refused_and_nothing_is_copied(entries, message):
    source, target = build(SIGMOID_CNN), build_torch(SIGMOID_CNN._replace(entries=entries))
    before = [tensor.clone() for tensor in target.parameters()]
    with pytest.raises(ShapeError, match=message):
        copy_weights(source, target)
    assert all(torch.equal(a, b) for a, b in zip(before, target.parameters(), strict=True))


def test_building_is_withheld_while_a_student_is_checked():
    with withholding(), pytest.raises(BorrowedAnswer, match="build_torch"):
        build_torch(LENET5)
