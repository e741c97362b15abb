"""Side-by-side runs against published figures and other tools; prints ratios, asserts nothing."""
