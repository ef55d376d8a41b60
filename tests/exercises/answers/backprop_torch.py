"""Right answers that leave the work to PyTorch's autograd and come back with .numpy()."""

import numpy as np
import torch
from torch.nn import functional


def tensor(x, *, watched=False):
    return torch.tensor(np.ascontiguousarray(x), dtype=torch.float64, requires_grad=watched)


def sgd_step(theta, grad, learning_rate):
    parameter = torch.nn.Parameter(tensor(theta))
    parameter.grad = tensor(grad)
    torch.optim.SGD([parameter], lr=learning_rate).step()
    return parameter.detach().numpy()


def half_squared_error(prediction, target):
    h = tensor(prediction, watched=True)
    cost = functional.mse_loss(h, tensor(target), reduction="sum") / 2
    cost.backward()
    return cost.item(), h.grad.numpy()


def output_layer_gradients(activation, prediction, target):
    z = torch.logit(tensor(prediction)).requires_grad_()
    (0.5 * (torch.sigmoid(z) - tensor(target)).square().sum()).backward()
    return z.grad.numpy(), torch.outer(tensor(activation), z.grad).numpy()


def hidden_delta(delta, theta, activation):
    a = tensor(activation)
    arrives = functional.linear(tensor(delta), tensor(theta))
    return torch.ops.aten.sigmoid_backward(arrives, a).numpy()


def avg_pool_backward(grad_out, window):
    height, width = grad_out.shape
    x = torch.zeros(1, height * window, width * window, dtype=torch.float64, requires_grad=True)
    functional.avg_pool2d(x, window).backward(tensor(grad_out)[None])
    return x.grad[0].numpy()


def max_pool_backward(grad_out, x, window, stride):
    field = tensor(x[None], watched=True)
    functional.max_pool2d(field, window, stride).backward(tensor(grad_out[None]))
    return field.grad[0].numpy()


def conv_weight_gradient(x, delta):
    shape = [1, 1, *(np.subtract(x.shape, delta.shape) + 1)]
    return torch.nn.grad.conv2d_weight(tensor(x[None, None]), shape, tensor(delta[None, None]))[
        0, 0
    ].numpy()


def conv_input_gradient(delta, kernel):
    return functional.conv_transpose2d(tensor(delta[None, None]), tensor(kernel[None, None]))[
        0, 0
    ].numpy()


def relu_backward(grad_out, x):
    field = tensor(x, watched=True)
    functional.relu(field).backward(tensor(grad_out))
    return field.grad.numpy()


def numerical_gradient(f, x, eps=1e-5):
    start = torch.from_numpy(x)
    out = torch.zeros_like(start)
    for number in range(start.numel()):
        costs = []
        for step in (eps, -eps):
            moved = start.clone()
            moved.view(-1)[number] += step
            costs.append(float(f(moved.numpy())))
        out.view(-1)[number] = (costs[0] - costs[1]) / (2 * eps)
    return out.numpy()


def conv_bias_gradient(delta):
    filters = delta.shape[1]
    bias = torch.zeros(filters, dtype=torch.float64, requires_grad=True)
    (bias[:, None, None] * tensor(delta)).sum().backward()
    return bias.grad.numpy()
