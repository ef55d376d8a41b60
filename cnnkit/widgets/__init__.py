"""Widgets that live in JupyterLab and in the static book: one .py, one .js, one .css each.

``shared/`` holds arithmetic without DOM, tested by node; ``ui/`` holds the pieces of interface that
several widgets use; a folder of a widget's own name holds the parts of a large one.
"""
