"""What templates of partnerships say."""
