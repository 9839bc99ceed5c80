"""The native stack: the platform's servers and services as ordinary processes of one folder."""
