"""Repairs of what older imports left in the stores, and a drill of outages: behind the scripts of the same names."""
