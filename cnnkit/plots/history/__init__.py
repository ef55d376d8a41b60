"""Figures of the history chapter, one module for each of its ideas."""
