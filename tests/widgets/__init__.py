"""The widgets without a browser: their traits, errors and files."""
