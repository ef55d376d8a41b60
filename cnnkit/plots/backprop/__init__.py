"""Figures of the backpropagation chapter, one module for each of its ideas."""
