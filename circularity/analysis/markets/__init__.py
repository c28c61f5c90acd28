"""What markets did and what they charge: share prices on the news of deals, and funding conditions."""
