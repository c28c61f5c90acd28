"""One question a module: pure functions of a dataset and a view."""
