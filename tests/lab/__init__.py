"""Widgets in a real JupyterLab, with a kernel behind them."""
