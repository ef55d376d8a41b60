"""Right answers in plain loops, from functions that chatter: that may not cost a point."""

import logging
import os
import sys
import warnings

import numpy as np

logging.basicConfig()  # this handler keeps the stderr of now


def chatter():
    print("still sliding")
    print("still sliding", file=sys.stderr)
    os.write(2, b"still sliding\n")
    logging.getLogger("loops").warning("still sliding")
    warnings.warn("still sliding", RuntimeWarning, stacklevel=2)


def correlate1d(signal, kernel):
    chatter()
    out = np.zeros(len(signal) - len(kernel) + 1, dtype=np.float32)
    for i in range(len(out)):
        for a in range(len(kernel)):
            out[i] += float(signal[i + a]) * float(kernel[a])
    return out


def correlate2d(image, kernel):
    h, w = kernel.shape
    out = np.zeros((image.shape[0] - h + 1, image.shape[1] - w + 1))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            for a in range(h):
                for b in range(w):
                    out[i, j] += float(image[i + a, j + b]) * float(kernel[a, b])
    return out


def convolve2d(image, kernel):
    chatter()
    h, w = kernel.shape
    out = np.zeros((image.shape[0] - h + 1, image.shape[1] - w + 1))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            for a in range(h):
                for b in range(w):
                    out[i, j] += float(image[i + a, j + b]) * float(kernel[h - 1 - a, w - 1 - b])
    return out


def toeplitz_matrix(kernel, size):
    chatter()
    m = len(kernel)
    matrix = np.zeros((size - m + 1, size))
    for i in range(size - m + 1):
        for j in range(size):
            if 0 <= j - i < m:
                matrix[i, j] = kernel[j - i]
    return matrix


def correlate_channels(image, kernel, bias=0.0):
    out = np.zeros((image.shape[1] - kernel.shape[1] + 1, image.shape[2] - kernel.shape[2] + 1))
    for c in range(len(image)):
        out += correlate2d(image[c], kernel[c])
    for place in np.ndindex(*out.shape):
        out[place] += bias
    return out


def conv_bank(image, weight, bias):
    chatter()
    maps = []
    for f in range(weight.shape[0]):
        maps.append(correlate_channels(image, weight[f], float(bias[f])))
    return np.stack(maps)


def count_conv_parameters(
    out_channels, in_channels, kernel_height, kernel_width, bias=True, groups=1
):
    chatter()
    count = np.int64(0)
    for _ in range(out_channels):
        count += in_channels * kernel_height * kernel_width // groups
        if bias:
            count += 1
    return count


def im2col(image, kernel_height, kernel_width):
    chatter()
    columns = []
    for i in range(image.shape[0] - kernel_height + 1):
        for j in range(image.shape[1] - kernel_width + 1):
            column = []
            for a in range(kernel_height):
                for b in range(kernel_width):
                    column.append(float(image[i + a, j + b]))
            columns.append(column)
    return np.array(columns).T


def find_template(image, template):
    chatter()
    h, w = template.shape
    best = place = None
    for i in range(image.shape[0] - h + 1):
        for j in range(image.shape[1] - w + 1):
            product = square = template_square = 0.0
            for a in range(h):
                for b in range(w):
                    pixel, weight = float(image[i + a, j + b]), float(template[a, b])
                    product += pixel * weight
                    square += pixel * pixel
                    template_square += weight * weight
            if square == 0:
                continue
            score = round(product / (square * template_square) ** 0.5, 9)
            if best is None or score > best:
                best, place = score, (np.int64(i), j)
    return place or (0, 0)


def filter_uint8(image, kernel, divisor):
    chatter()
    h, w = kernel.shape
    out = np.zeros((image.shape[0] - h + 1, image.shape[1] - w + 1), dtype=np.uint8)
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            total = 0
            for a in range(h):
                for b in range(w):
                    total += int(image[i + a, j + b]) * int(kernel[a, b])
            out[i, j] = min(max(round(total / divisor), 0), 255)  # Python rounds half to even, too
    return out


def tiled_correlate1d(signal, kernels):
    chatter()
    out, turn = [], 0
    for i in range(len(signal) - kernels.shape[1] + 1):
        total = 0.0
        for a in range(kernels.shape[1]):
            total += float(signal[i + a]) * float(kernels[turn, a])
        out.append(total)
        turn += 1
        if turn == len(kernels):
            turn = 0
    return np.array(out)


def match_maps(image, filters, maps):
    chatter()
    own = [correlate2d(image, kernel) for kernel in filters]
    answer = []
    for given in maps:
        nearest = 0
        for n in range(len(own)):
            if abs(own[n] - given).sum() < abs(own[nearest] - given).sum():
                nearest = n
        answer.append(np.int32(nearest))
    return answer
