"""`reset-password.sh`: a new password for an account; whoever was signed in with the old one is not any more."""

import os
import sys
from typing import Annotated, Final

import typer

from common.domain.passwords import SALT_BYTES, SHORTEST, hash_password
from common.runtime.errors import ConfigError
from common.runtime.settings import read_secret
from utilities.backup.stores import Addresses, ask, connected
from utilities.operations.output import Host, InContainers, Native
from utilities.upkeep import queries
from utilities.upkeep.access import find_stores, run_script


VARIABLE: Final = "NEW_PASSWORD"
SHOWN: Final = 20


def command(
    email: Annotated[str, typer.Argument(help="Of the account.")],
    host: Host = None,
    native: Native = False,
    compose: InContainers = False,
) -> None:
    """Set the password of an account, and end its sessions.

    The password comes from NEW_PASSWORD or the file that NEW_PASSWORD_FILE names, else it is asked for: never from the command line.
    """
    addresses = find_stores(native=native, compose=compose, host=host)
    reset(addresses, email, _password(), os.urandom(SALT_BYTES))
    sys.stdout.write(f"{email} has a new password, and is signed out everywhere\n")


def _password() -> str:
    if path := os.environ.get(f"{VARIABLE}_FILE"):
        return read_secret(VARIABLE, path)
    if told := os.environ.get(VARIABLE):
        return told
    if not sys.stdin.isatty():
        raise ConfigError(f"No password: set {VARIABLE} or {VARIABLE}_FILE, or run it at a terminal")
    typed: str = typer.prompt("New password", hide_input=True, confirmation_prompt=True)
    return typed


def reset(addresses: Addresses, email: str, password: str, salt: bytes) -> None:
    """Store the password and the moment from which older sessions are void.

    Raises:
        ConfigError: the password is too short, or nobody has this address; then some that there are.
    """
    if len(password) < SHORTEST:
        raise ConfigError(f"The password is too short: {SHORTEST} characters at least")
    with connected(addresses) as tables:
        if ask(tables, queries.SET_PASSWORD, {"email": email, "hashed": hash_password(password, salt)}):
            return
        known = [row["email"] for row in ask(tables, queries.EMAILS, {"limit": SHOWN})]
    there = f"there are {', '.join(known)}{', and so on' if len(known) == SHOWN else ''}" if known else "there are no accounts"
    raise ConfigError(f"No account has the address {email}: {there}")


if __name__ == "__main__":
    run_script(command)
