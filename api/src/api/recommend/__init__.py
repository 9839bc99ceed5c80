"""What is like what, and what somebody may like."""
