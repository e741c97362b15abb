"""One solve: the only place that imports OR-Tools."""
