"""LeNet-5 of 1998: its links, its old layers and its loss, against PyTorch and by hand."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from cnnkit.errors import ShapeError
from cnnkit.models import LENET5_1998, build
from cnnkit.models.lenet import C3_LINKS, DIGIT_PATTERNS, radial_basis_loss
from cnnkit.models.lenet_layers import LinkedConv2d, RadialBasisOutput, Subsampling2d

LINKS = np.array(C3_LINKS)
X = np.random.default_rng(0).normal(size=(2, 6, 6, 6))


# -- links --------------------------------------------------------------------------------------


def seen_by(out_map):
    return set(np.flatnonzero(LINKS[:, out_map]).tolist())


def test_c3_is_linked_as_table_one_is_explained_in_the_paper():
    def circle(length):
        return [{(start + n) % 6 for n in range(length)} for start in range(6)]

    assert [seen_by(n) for n in range(6)] == circle(3)
    assert [seen_by(n) for n in range(6, 12)] == circle(4)
    with_gaps = [seen_by(n) for n in range(12, 15)]
    assert all(len(seen) == 4 and seen not in circle(4) for seen in with_gaps)
    assert all(a != b for a, b in combinations(with_gaps, 2))
    assert seen_by(15) == set(range(6))


def test_c3_has_60_links_and_uses_every_input_map_ten_times():
    assert LINKS.shape == (6, 16)
    assert LINKS.sum(axis=1).tolist() == [10] * 6


def linked(links=LINKS, kernel=3):
    layer = LinkedConv2d(*links.shape, kernel, links=links, dtype=np.float64)
    layer.weight += 0.1 * links.T[:, :, None, None]
    return layer


def test_each_map_of_c3_is_a_convolution_of_the_maps_it_is_linked_to():
    layer = linked()
    out = layer(X)
    for out_map in range(16):
        maps = sorted(seen_by(out_map))
        weight = torch.tensor(layer.weight[out_map : out_map + 1, maps])
        bias = torch.tensor(layer.bias[out_map : out_map + 1])
        alone = F.conv2d(torch.tensor(X[:, maps]), weight, bias)
        np.testing.assert_allclose(out[:, out_map], alone[:, 0].numpy(), atol=1e-12)


def test_weights_without_a_link_stay_absent_forward_and_backward():
    layer, absent = linked(), ~LINKS.T
    before = layer(X)
    layer.weight[absent] = 100
    np.testing.assert_array_equal(layer(X), before)
    grad_x = layer.backward(np.ones_like(before))
    assert not layer.weight_grad[absent].any()
    assert layer.weight_grad[~absent].all()
    reference = linked()
    reference(X)
    np.testing.assert_array_equal(grad_x, reference.backward(np.ones_like(before)))


def test_a_map_without_any_link_gives_its_bias():
    links = np.array([[True, False], [True, False]])
    layer = linked(links)
    out = layer(X[:, :2])
    np.testing.assert_array_equal(out[:, 1], layer.bias[1])


def test_links_must_have_a_row_for_each_input_map():
    with pytest.raises(ShapeError, match=r"a row for each input map.*\(16, 6\), got \(6, 16\)"):
        LinkedConv2d(16, 6, 5, links=C3_LINKS)


def test_the_printed_form_counts_the_links():
    assert repr(build(LENET5_1998)[4]) == "LinkedConv2d(6, 16, kernel_size=(5, 5), 60 of 96 links)"


# -- subsampling --------------------------------------------------------------------------------


def test_subsampling_adds_four_pixels_and_scales_the_sum():
    layer = Subsampling2d(2, 2, dtype=np.float64)
    layer.weight[:], layer.bias[:] = (0.5, -1), (10, 0)
    x = np.array([[[[1.0, 2], [3, 4]], [[1.0, 0], [0, 0]]]])
    assert layer(x).tolist() == [[[[15.0]], [[-1.0]]]]
    grad_x = layer.backward(np.array([[[[2.0]], [[3.0]]]]))
    assert grad_x.tolist() == [[[[1.0, 1], [1, 1]], [[-3.0, -3], [-3, -3]]]]
    assert layer.weight_grad.tolist() == [20.0, 3.0]
    assert layer.bias_grad.tolist() == [2.0, 3.0]


@pytest.mark.parametrize(("window", "stride"), [(2, None), (3, 2), ((1, 2), (2, 1))])
def test_subsampling_is_a_convolution_whose_weights_are_all_equal(window, stride):
    layer = Subsampling2d(6, window, stride, dtype=np.float64)
    x = torch.tensor(X.copy(), requires_grad=True)
    weight = torch.tensor(layer.weight, requires_grad=True)
    bias = torch.tensor(layer.bias, requires_grad=True)
    kernel = weight[:, None, None, None].expand(6, 1, *layer.kernel_size)
    theirs = F.conv2d(x, kernel, bias, stride=layer.stride, groups=6)
    ours = layer(X)
    np.testing.assert_allclose(ours, theirs.detach().numpy(), atol=1e-12)
    grad_out = np.random.default_rng(1).normal(size=ours.shape)
    theirs.backward(torch.tensor(grad_out))
    np.testing.assert_allclose(layer.backward(grad_out), x.grad.numpy(), atol=1e-12)
    np.testing.assert_allclose(layer.weight_grad, weight.grad.numpy(), atol=1e-12)
    np.testing.assert_allclose(layer.bias_grad, bias.grad.numpy(), atol=1e-12)


def test_subsampling_starts_within_one_over_the_root_of_its_window():
    layer = Subsampling2d(200, 3)
    for values in (layer.weight, layer.bias):
        assert 0.95 / 3 < np.abs(values).max() <= 1 / 3


def test_subsampling_refuses_maps_it_has_no_coefficient_for():
    layer = Subsampling2d(3, 2)
    with pytest.raises(ShapeError, match="has 6 maps, the layer has coefficients for 3"):
        layer(X)
    before = layer(X[:, :3])
    with pytest.raises(ShapeError, match="grad_out must have the shape of the pooled output"):
        layer.backward(before[:, :, :1])
    assert layer.weight_grad is None


# -- output and loss ----------------------------------------------------------------------------


def test_the_digits_are_drawn_with_plus_and_minus_one_and_differ_in_at_least_ten_pixels():
    assert DIGIT_PATTERNS.shape == (10, 84)
    assert set(np.unique(DIGIT_PATTERNS).tolist()) == {-1, 1}
    for one, other in combinations(DIGIT_PATTERNS, 2):
        assert (one != other).sum() >= 10


def test_the_digits_look_like_digits():
    seven = DIGIT_PATTERNS[7].reshape(12, 7)
    assert (seven[1] == 1).all()  # the bar on top
    assert (np.argmax(seven[2:11], axis=1) <= 5).all()
    assert np.argmax(seven[10]) < np.argmax(seven[2])  # the stroke leans to the left
    assert (DIGIT_PATTERNS.reshape(10, 12, 7)[:, [0, -1]] == -1).all()


def test_the_digits_cannot_be_changed_by_accident():
    with pytest.raises(ValueError, match="read-only"):
        DIGIT_PATTERNS[0, 0] = 5


def test_a_perfect_pattern_is_at_distance_zero_from_its_digit_alone():
    out = RadialBasisOutput(DIGIT_PATTERNS)(DIGIT_PATTERNS.astype(np.float32))
    assert out.dtype == np.float32
    assert out.argmin(axis=1).tolist() == list(range(10))
    np.testing.assert_array_equal(np.diag(out), 0)
    assert out[3, 8] == 4 * 10  # 10 pixels differ, by 2 each


def test_distances_of_whole_numbers_are_not_cut_off():
    layer = RadialBasisOutput(np.array([[0.5, 0.0]]))
    assert layer(np.array([[1, 0]])).tolist() == [[0.25]]


def test_the_output_refuses_other_patterns_than_it_has():
    layer = RadialBasisOutput(DIGIT_PATTERNS)
    with pytest.raises(ShapeError, match="has 83 features, the patterns have 84"):
        layer(np.zeros((1, 83)))
    layer(np.zeros((2, 84)))
    with pytest.raises(ShapeError, match=r"grad_output must have .* \(2, 10\), got \(2, 84\)"):
        layer.backward(np.zeros((2, 84)))


def test_the_loss_is_the_published_formula():
    distances, labels = np.array([[1.0, 2.0, 4.0], [0.5, 3.0, 0.1]]), np.array([2, 0])
    j = 2.5
    expected = [
        4.0 + np.log(np.exp(-j) + np.exp(-1.0) + np.exp(-2.0) + np.exp(-4.0)),
        0.5 + np.log(np.exp(-j) + np.exp(-0.5) + np.exp(-3.0) + np.exp(-0.1)),
    ]
    loss, grad = radial_basis_loss(distances, labels, rubbish_distance=j)
    assert loss == pytest.approx(np.mean(expected), abs=1e-12)
    assert grad.shape == distances.shape


def test_classes_far_beyond_the_rubbish_are_not_pushed_further():
    _, grad = radial_basis_loss(np.array([[1.0, 5.0, 90.0]]), np.array([0]), rubbish_distance=10)
    assert grad[0, 1] < -0.01
    assert abs(grad[0, 2]) < 1e-30


@pytest.mark.parametrize("label", [-1, 2])
def test_a_label_that_is_no_class_is_refused_and_rubbish_is_none(label):
    with pytest.raises(ValueError, match="labels must be classes from 0 to"):
        radial_basis_loss(np.ones((1, 2)), np.array([label]))


# -- the whole net ------------------------------------------------------------------------------


def as_pytorch(net, x, parameters):
    """LeNet-5 of 1998 in PyTorch's functions, map by map."""

    def squash(a):
        return 1.7159 * torch.tanh(2 / 3 * a)

    c1, s2, c3, s4, c5, f6 = parameters
    x = squash(F.conv2d(x, *c1))
    x = squash(4 * F.avg_pool2d(x, 2) * s2[0][:, None, None] + s2[1][:, None, None])
    maps = []
    for n in range(16):
        seen = sorted(seen_by(n))
        maps.append(F.conv2d(x[:, seen], c3[0][n : n + 1, seen], c3[1][n : n + 1]))
    x = squash(torch.cat(maps, dim=1))
    x = squash(4 * F.avg_pool2d(x, 2) * s4[0][:, None, None] + s4[1][:, None, None])
    x = squash(F.conv2d(x, *c5)).flatten(1)
    x = squash(F.linear(x, *f6))
    return ((x[:, None] - torch.tensor(DIGIT_PATTERNS)) ** 2).sum(dim=2)


def test_the_whole_net_and_its_gradients_agree_with_pytorch():
    net = build(LENET5_1998, dtype=np.float64)
    for _, values, _ in net.parameters():
        values *= 3  # so that the squashing matters
    x, labels = np.random.default_rng(0).normal(size=(3, 1, 32, 32)), np.array([7, 0, 3])
    layers = [layer for layer in net if layer.parameter_names]
    theirs = [
        [torch.tensor(values, requires_grad=True) for _, values, _ in layer.parameters()]
        for layer in layers
    ]
    image = torch.tensor(x, requires_grad=True)

    ours, expected = net(x), as_pytorch(net, image, theirs)
    np.testing.assert_allclose(ours, expected.detach().numpy(), rtol=1e-12)
    j = 80.0  # near the first distances, so that all classes compete
    loss, grad = radial_basis_loss(ours, labels, rubbish_distance=j)
    right = expected[range(3), labels]
    competing = torch.log(np.exp(-j) + torch.exp(-expected).sum(dim=1))
    their_loss = (right + competing).mean()
    assert loss == pytest.approx(their_loss.item(), rel=1e-12)

    their_loss.backward()
    np.testing.assert_allclose(net.backward(grad), image.grad.numpy(), atol=1e-10)
    for layer, tensors in zip(layers, theirs, strict=True):
        for (name, _, found), tensor in zip(layer.parameters(), tensors, strict=True):
            scale = tensor.grad.abs().max().item()
            assert scale > 0, name
            np.testing.assert_allclose(found, tensor.grad.numpy(), atol=1e-10 * scale)


def test_ten_drawn_digits_can_be_learned():
    """After a hundred steps each picture is nearest to the pattern of its own digit."""
    net, labels = build(LENET5_1998), np.arange(10)
    drawn = DIGIT_PATTERNS.reshape(10, 1, 12, 7).repeat(2, axis=2).repeat(2, axis=3)
    pictures = np.full((10, 1, 32, 32), -0.1, np.float32)  # the paper's values of paper and ink
    pictures[:, :, 4:28, 9:23] = np.where(drawn == 1, 1.175, -0.1)
    velocities = [np.zeros_like(values) for _, values, _ in net.parameters()]
    for _ in range(100):
        loss, grad = radial_basis_loss(net(pictures), labels)
        net.backward(grad)
        for velocity, (_, values, slope) in zip(velocities, net.parameters(), strict=True):
            velocity *= 0.9
            velocity -= 0.003 * slope
            values += velocity
    assert net(pictures).argmin(axis=1).tolist() == labels.tolist()
    assert loss < 5
    assert not net[4].weight[~LINKS.T].any()
