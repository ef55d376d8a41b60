"""Right answers in plain loops, from functions that chatter: that may not cost a point."""

import logging
import os
import sys
import warnings

import numpy as np

logging.basicConfig()  # this handler keeps the stderr of now


def chatter():
    print("still counting")
    print("still counting", file=sys.stderr)
    os.write(2, b"still counting\n")
    logging.getLogger("loops").warning("still counting")
    warnings.warn("still counting", RuntimeWarning, stacklevel=2)


def sgd_step(theta, grad, learning_rate):
    chatter()
    out = np.empty(theta.shape)
    for place in np.ndindex(*theta.shape):
        out[place] = theta[place] - learning_rate * grad[place]
    return out


def half_squared_error(prediction, target):
    chatter()
    cost, gradient = 0.0, []
    for h, y in zip(prediction, target, strict=True):
        cost += 0.5 * (h - y) ** 2
        gradient.append(h - y)
    return cost, np.array(gradient)


def output_layer_gradients(activation, prediction, target):
    chatter()
    delta = np.zeros(len(prediction))
    gradient = np.zeros((len(activation), len(prediction)))
    for out in range(len(prediction)):
        h = prediction[out]
        delta[out] = (h - target[out]) * (h - h * h)
        for i in range(len(activation)):
            gradient[i, out] = activation[i] * delta[out]
    return delta, gradient


def hidden_delta(delta, theta, activation):
    chatter()
    out = np.zeros(len(activation), dtype=np.float32)
    for j in range(len(activation)):
        blame = 0.0
        for k in range(len(delta)):
            blame += theta[j, k] * delta[k]
        out[j] = blame * activation[j] * (1 - activation[j])
    return out


def avg_pool_backward(grad_out, window):
    chatter()
    rows, columns = grad_out.shape
    out = np.zeros((rows * window, columns * window))
    for i in range(rows * window):
        for j in range(columns * window):
            out[i, j] = grad_out[i // window, j // window] / (window * window)
    return out


def max_pool_backward(grad_out, x, window, stride):
    chatter()
    out = np.zeros(x.shape)
    for i in range(grad_out.shape[0]):
        for j in range(grad_out.shape[1]):
            best, winner = None, None
            for row in range(i * stride, i * stride + window):
                for column in range(j * stride, j * stride + window):
                    if best is None or x[row, column] > best:
                        best, winner = x[row, column], (row, column)
            out[winner] += grad_out[i, j]
    return out


def conv_weight_gradient(x, delta):
    chatter()
    h, w = x.shape[0] - delta.shape[0] + 1, x.shape[1] - delta.shape[1] + 1
    out = np.zeros((h, w))
    for i in range(delta.shape[0]):
        for j in range(delta.shape[1]):
            for u in range(h):
                for v in range(w):
                    out[u, v] += float(delta[i, j]) * float(x[i + u, j + v])
    return out


def conv_input_gradient(delta, kernel):
    chatter()
    (rows, columns), (h, w) = delta.shape, kernel.shape
    out = np.zeros((rows + h - 1, columns + w - 1))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            for u in range(h):
                for v in range(w):
                    if 0 <= i - u < rows and 0 <= j - v < columns:
                        out[i, j] += delta[i - u, j - v] * kernel[u, v]
    return out


def relu_backward(grad_out, x):
    chatter()
    out = np.zeros(x.shape)
    for place in np.ndindex(*x.shape):
        if x[place] > 0:
            out[place] = grad_out[place]
    return out


def numerical_gradient(f, x, eps=1e-5):
    chatter()
    out = np.zeros(x.shape)
    for place in np.ndindex(*x.shape):
        kept = x[place]
        x[place] = kept + eps
        above = f(x)
        x[place] = kept - eps
        below = f(x)
        x[place] = kept  # as it was, to the last bit
        out[place] = (above - below) / (2 * eps)
    return out


def conv_bias_gradient(delta):
    chatter()
    out = [0.0] * delta.shape[1]
    for example in delta:
        for f, field in enumerate(example):
            for value in field.ravel():
                out[f] += value
    return np.array(out)
