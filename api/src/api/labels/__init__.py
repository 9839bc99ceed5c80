"""What a label is made of, and which labels are like it."""
