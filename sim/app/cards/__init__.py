"""What the cards of residents, places and organisations say."""
