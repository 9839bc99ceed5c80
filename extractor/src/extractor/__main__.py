"""`extractor` and `python -m extractor`."""

from extractor.cli import app


def main() -> None:
    """Run the command line; the process ends with its exit code."""
    app(prog_name="extractor")


if __name__ == "__main__":
    main()
