"""The convolution assignment: C1 to C12, each in a module of its function's name, and the bonus."""

from cnnkit.checks.convolution.breaking_call import BREAKING_CALL
from cnnkit.checks.convolution.conv_bank import C6
from cnnkit.checks.convolution.convolve2d import C3
from cnnkit.checks.convolution.correlate1d import C1
from cnnkit.checks.convolution.correlate2d import C2
from cnnkit.checks.convolution.correlate_channels import C5
from cnnkit.checks.convolution.count_conv_parameters import C7
from cnnkit.checks.convolution.filter_uint8 import C10
from cnnkit.checks.convolution.find_template import C9
from cnnkit.checks.convolution.im2col import C8
from cnnkit.checks.convolution.match_maps import C12
from cnnkit.checks.convolution.tiled_correlate1d import C11
from cnnkit.checks.convolution.toeplitz_matrix import C4

__all__ = [
    "BREAKING_CALL",
    "C1",
    "C2",
    "C3",
    "C4",
    "C5",
    "C6",
    "C7",
    "C8",
    "C9",
    "C10",
    "C11",
    "C12",
    "EXERCISES",
]

EXERCISES = (C1, C2, C3, C4, C5, C6, C7, C8, C9, C10, C11, C12)
