"""What the runs of a study say: sensitivity, response, attribution, discovery, search for plans."""
