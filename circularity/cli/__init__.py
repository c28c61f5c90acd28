"""The command line: one small module a command family, no logic."""
