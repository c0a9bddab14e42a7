"""The words of the report: numbers in words, labels, sentences, caveats, and how sure an answer is."""
