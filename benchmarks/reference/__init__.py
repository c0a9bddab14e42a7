"""A reference rule with what costs time in such a model and nothing else, in every form there is here."""
