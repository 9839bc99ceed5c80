"""Worker processes that parse blocks and publish what they parsed; only results come back."""
