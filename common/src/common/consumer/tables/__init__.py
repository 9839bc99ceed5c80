"""What both table consumers share: rows gated by hash and run, purges decided from counts, the record of finished runs."""
