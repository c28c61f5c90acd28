"""What a fact is: money, dates, the vocabulary, companies, deals and reported figures."""
