"""The seven computations: each fetches what the API computes and replaces what the tables hold."""
