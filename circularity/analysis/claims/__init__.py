"""What does commentary say, and is it so? Claims with their verdicts, our own figures asked anew beside them."""
