"""The backprop assignment: B1 to B11, each in a module of its own, and the bonus."""

from cnnkit.checks.backprop.avg_pool_backward import B5
from cnnkit.checks.backprop.breaking_call import BREAKING_CALL
from cnnkit.checks.backprop.conv_bias_gradient import B11
from cnnkit.checks.backprop.conv_input_gradient import B8
from cnnkit.checks.backprop.conv_weight_gradient import B7
from cnnkit.checks.backprop.half_squared_error import B2
from cnnkit.checks.backprop.hidden_delta import B4
from cnnkit.checks.backprop.max_pool_backward import B6
from cnnkit.checks.backprop.numerical_gradient import B10
from cnnkit.checks.backprop.output_layer_gradients import B3
from cnnkit.checks.backprop.relu_backward import B9
from cnnkit.checks.backprop.sgd_step import B1

__all__ = [
    "B1",
    "B2",
    "B3",
    "B4",
    "B5",
    "B6",
    "B7",
    "B8",
    "B9",
    "B10",
    "B11",
    "BREAKING_CALL",
    "EXERCISES",
]

EXERCISES = (B1, B2, B3, B4, B5, B6, B7, B8, B9, B10, B11)
