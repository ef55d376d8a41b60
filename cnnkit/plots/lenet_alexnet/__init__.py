"""Figures of the chapter on LeNet and AlexNet, one module for each of its ideas."""
