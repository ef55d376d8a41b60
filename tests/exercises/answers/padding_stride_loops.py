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


def output_size(size, kernel, stride=1, padding=0):
    chatter()
    count, start = np.int64(0), -padding
    while start + kernel <= size + padding:
        count += 1
        start += stride
    return count


def same_padding(kernel):
    chatter()
    before = after = 0
    while before + after < kernel - 1:
        if after > before:
            before += 1
        else:
            after += 1
    return before, after


def pad2d(x, padding):
    chatter()
    top, bottom, left, right = padding
    height, width = x.shape[-2:]
    out = np.empty((*x.shape[:-2], top + height + bottom, left + width + right), x.dtype)
    for place in np.ndindex(*out.shape):
        row, column = place[-2] - top, place[-1] - left
        inside = 0 <= row < height and 0 <= column < width
        out[place] = x[(*place[:-2], row, column)] if inside else 0
    return out


def strided_correlate1d(signal, kernel, stride, padding):
    chatter()
    out, start = [], 0
    while start + len(kernel) <= len(signal) + padding:
        total = 0.0
        for a in range(len(kernel)):
            if start + a < len(signal):
                total += float(signal[start + a]) * float(kernel[a])
        out.append(total)
        start += stride
    return np.array(out, dtype=np.float32)


def conv2d(image, kernel, stride=(1, 1), padding=(0, 0)):
    chatter()
    (height, width), (h, w) = image.shape, kernel.shape
    rows = output_size(height, h, stride[0], padding[0])
    columns = output_size(width, w, stride[1], padding[1])
    out = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            for a in range(h):
                for b in range(w):
                    row = i * stride[0] + a - padding[0]
                    column = j * stride[1] + b - padding[1]
                    if 0 <= row < height and 0 <= column < width:
                        out[i, j] += float(image[row, column]) * float(kernel[a, b])
    return out


def unused_rows(size, kernel, stride, padding=0):
    chatter()
    end = kernel
    while end + stride <= size + 2 * padding:
        end += stride
    return np.int32(size + 2 * padding - end)


def trace_sizes(size, layers):
    chatter()
    sizes = [np.int64(size)]
    for kernel, stride, padding in layers:
        size = output_size(size, kernel, stride, padding)
        if size == 0:
            raise ValueError("no window fits")
        sizes.append(size)
    return sizes


def receptive_field(layers):
    chatter()
    first = last = 0  # the pixels that one unit sees, traced from the top down
    for kernel, stride in layers[::-1]:
        first, last = first * stride, last * stride + kernel - 1
    return last - first + 1


def count_layer(height, width, in_channels, out_channels, kernel, same):
    chatter()
    parameters = neurons = 0
    for _ in range(out_channels):
        parameters += 1
        for _ in range(in_channels):
            parameters += kernel * kernel
        if same:
            neurons += height * width
        else:
            neurons += output_size(height, kernel) * output_size(width, kernel)
    return np.int64(parameters), neurons
