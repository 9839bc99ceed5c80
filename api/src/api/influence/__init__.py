"""Who may have influenced whom: chains through groups, labels and credits that respect time."""
