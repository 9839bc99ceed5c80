"""The three families of expected failures.

    DiscogsographyError
    ├── ConfigError        stop with a non-zero exit code: the operator must change something
    ├── StoreUnavailable   wait and retry: a server is away, nothing is wrong with the data
    └── BadRecord          dead-letter this one record, go on with the others

Anything else that is raised is a bug, and ends the process with a non-zero exit code.
"""


class DiscogsographyError(Exception):
    """Base of all expected failures."""


class ConfigError(DiscogsographyError):
    """A setting, a file or an argument is wrong. The text names it and the way out."""


class StoreUnavailable(DiscogsographyError):  # noqa: N818 - named for what it is, as in the failure table
    """A store or the broker cannot be reached or refuses work for now."""


class BadRecord(DiscogsographyError):  # noqa: N818 - named for what it is, as in the failure table
    """One record cannot be written as it is; the text is the reason that the dead-letter log shows."""


def describe_exception(error: BaseException) -> str:
    """`TypeName: message`, or only `TypeName` when there is no message; for every `error=` field."""
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
