"""Files to facts: reading a dataset, and checking every rule it must keep."""
