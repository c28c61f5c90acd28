"""Evidence from the SEC: fetch filings, read their facts, and hold the data against them."""
