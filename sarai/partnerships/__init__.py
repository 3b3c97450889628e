"""Cities and who can help them: matches, and what comes of them."""
