"""The operations dashboard: what every part of the platform is doing, for one page, for programs and for Prometheus."""
