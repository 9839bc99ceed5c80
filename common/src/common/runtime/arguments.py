"""Command lines of services: what they do is configured by the environment, so there is little to say on them."""

import argparse
from importlib.metadata import PackageNotFoundError, version


def service_parser(service: str, does: str) -> argparse.ArgumentParser:
    """A parser of `--help` and `--version`, which need no settings; other arguments are the caller's to add.

    Args:
        service: Name of the program, and of its package after `discogsography-`.
        does: What it does until it is stopped, e.g. "serves the page".
    """
    parser = argparse.ArgumentParser(
        prog=service,
        description=f"{service}: {does} until it is stopped.",
        epilog="All else is configured by the environment: docs/reference/configuration.md names every variable.",
    )
    parser.add_argument("--version", action="version", version=f"{service} {_version(service)}")
    return parser


def _version(service: str) -> str:
    try:
        return version(f"discogsography-{service}")
    except PackageNotFoundError:
        return "unknown"
