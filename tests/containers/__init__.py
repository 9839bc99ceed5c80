"""The real images and the real compose files on a container engine: `just test-containers`."""
