"""The resident: columns, the decision to take part, what is learnt from it, and the numbers of both."""
