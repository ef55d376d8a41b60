"""Scripts that made what the package ships, or give a number that a page states."""
