"""What many runs say: sensitivity, response, attribution, discovery, search for plans."""
