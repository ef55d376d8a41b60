"""The padding-and-stride assignment: P1 to P9, each in a module of its own, and the bonus."""

from cnnkit.checks.padding_stride.breaking_call import BREAKING_CALL
from cnnkit.checks.padding_stride.conv2d import P5
from cnnkit.checks.padding_stride.count_layer import P9
from cnnkit.checks.padding_stride.output_size import P1
from cnnkit.checks.padding_stride.pad2d import P3
from cnnkit.checks.padding_stride.receptive_field import P8
from cnnkit.checks.padding_stride.same_padding import P2
from cnnkit.checks.padding_stride.strided_correlate1d import P4
from cnnkit.checks.padding_stride.trace_sizes import P7
from cnnkit.checks.padding_stride.unused_rows import P6

__all__ = ["BREAKING_CALL", "EXERCISES", "P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9"]

EXERCISES = (P1, P2, P3, P4, P5, P6, P7, P8, P9)
