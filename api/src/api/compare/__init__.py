"""Two to four artists or labels side by side."""
