"""Who is calling: tokens and what they open."""
