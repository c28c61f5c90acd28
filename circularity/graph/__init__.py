"""Facts to a graph: what every edge amounts to under a view."""
