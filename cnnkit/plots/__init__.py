"""Figures, one module per chapter: each function returns a `Drawing` with its own alt text."""
