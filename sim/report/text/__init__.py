"""What is said: numbers in words, labels, sentences, caveats, and how sure an answer is."""
