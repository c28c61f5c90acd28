"""The page: one file that opens from disk and shows where the money goes, with the evidence beside it."""
