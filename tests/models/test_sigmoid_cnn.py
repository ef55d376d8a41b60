"""Deck 003's gradients, written out rule by rule, are those of the built net.

h is the output, y the target, a the activation of a layer, theta its weights, delta the gradient
of the loss with respect to what goes into a sigmoid.
"""

from __future__ import annotations

import numpy as np
import pytest

from cnnkit.models import SIGMOID_CNN, SIGMOID_EXAMPLE, build, sigmoid_example_net
from cnnkit.ops.loss import half_squared_error


@pytest.fixture
def ran():
    """Run the net forward and backward once; return it with all that it computed on the way."""
    net = build(SIGMOID_CNN, rng=np.random.default_rng(4), dtype=np.float64)
    x, y = np.random.default_rng(5).normal(size=(1, 1, 6, 6)), np.array([[1.0, 0.0]])
    values = [x]
    for layer in net:
        values.append(layer(values[-1]))
    _, grad = half_squared_error(values[-1], y)
    net.backward(grad)
    return net, values, y


def rules(net, values, y, share=1 / 4):
    """Follow the deck's rules; `share` is what each pixel of a pooling window gets."""
    x, _, a1, _, a2, _, a3, _, h = values
    conv, fc1, fc2 = net[0], net[4], net[6]
    delta3 = (h - y) * h * (1 - h)
    delta2 = (delta3 @ fc2.weight) * a3 * (1 - a3)
    delta_pool = (delta2 @ fc1.weight).reshape(2, 2)
    delta1 = np.empty((4, 4))
    for row in range(4):
        for column in range(4):
            a = a1[0, 0, row, column]
            delta1[row, column] = delta_pool[row // 2, column // 2] * share * a * (1 - a)
    grad_conv = np.zeros((3, 3))
    for row in range(4):
        for column in range(4):
            grad_conv += delta1[row, column] * x[0, 0, row : row + 3, column : column + 3]
    assert conv.weight.shape == (1, 1, 3, 3)
    return {"fc2": delta3.T @ a3, "fc1": delta2.T @ a2, "conv": grad_conv}


def test_the_decks_rules_give_the_gradients_of_the_net(ran):
    net, values, y = ran
    expected = rules(net, values, y)
    for name, layer in (("fc2", net[6]), ("fc1", net[4]), ("conv", net[0])):
        np.testing.assert_allclose(layer.weight_grad.squeeze(), expected[name], atol=1e-15)


def test_spreading_by_one_over_n_would_double_the_gradient_of_the_convolution(ran):
    net, values, y = ran
    twice = rules(net, values, y, share=1 / 2)["conv"]
    np.testing.assert_allclose(twice, 2 * net[0].weight_grad[0, 0], rtol=1e-12)


def test_finite_differences_agree_with_all_27_gradients(ran):
    net, values, y = ran
    step, checked = 1e-5, 0
    for _, weights, grad in net.parameters():
        found = grad.copy()
        for place in np.ndindex(weights.shape):
            saved, losses = weights[place], []
            for moved in (saved + step, saved - step):
                weights[place] = moved
                losses.append(half_squared_error(net(values[0]), y)[0])
            weights[place] = saved
            assert (losses[0] - losses[1]) / (2 * step) == pytest.approx(found[place], abs=1e-10)
            checked += 1
    assert checked == 27


def test_the_example_is_answered_wrongly_and_one_step_down_its_gradient_helps():
    example, net = SIGMOID_EXAMPLE, sigmoid_example_net()
    out = net(example.image[None, None])
    assert out.argmax() != example.target.argmax()
    before, grad = half_squared_error(out, example.target[None])
    net.backward(grad)
    for _, weights, weights_grad in net.parameters():
        weights -= weights_grad
    assert half_squared_error(net(example.image[None, None]), example.target[None])[0] < before


def test_the_examples_dense_weights_lead_from_input_to_output():
    example, net = SIGMOID_EXAMPLE, sigmoid_example_net()
    assert example.fc1.shape == (4, 3)
    np.testing.assert_array_equal(net[4].weight.T, example.fc1)
    np.testing.assert_array_equal(net[6].weight.T, example.fc2)
    np.testing.assert_array_equal(net[0].weight[0, 0], example.conv)
