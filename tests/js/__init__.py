"""The widgets' arithmetic, under node's own test runner."""
