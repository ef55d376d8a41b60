"""Convolutional neural networks to read, to play with and to be graded on.

The package under the workbook.
Import what you need by its module: ``from cnnkit.ops.pool import max_pool2d``.
``import cnnkit`` alone stays light: it loads no plotting, widget, grading or PyTorch code.
"""

__version__ = "0.1.0"
