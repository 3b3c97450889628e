"""Cities and who can help them: so far the rules by which they are matched."""
