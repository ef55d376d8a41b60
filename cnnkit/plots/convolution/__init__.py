"""Figures of the convolution chapter, one module for each of its ideas."""
