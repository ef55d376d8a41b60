"""Side-by-side ratios, never tests: ``make bench`` prints them."""
