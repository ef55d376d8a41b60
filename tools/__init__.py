"""Scripts that made what the package ships."""
