"""The operations, as plain functions: each forward has its backward beside it."""
