"""What is said, and what may be said: phrases, a model's words, the guard."""
