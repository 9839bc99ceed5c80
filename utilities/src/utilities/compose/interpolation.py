"""`${NAME:-default}` and its kin, as compose reads them."""

from collections.abc import Mapping
import re
from typing import Any, Final

from common.runtime.errors import ConfigError


_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_OPERATOR: Final = re.compile(r":?[-?+]")


class MissingVariableError(ConfigError):
    """`${NAME:?text}` of a variable that is not set."""


def interpolate(value: Any, environment: Mapping[str, str]) -> Any:
    """The same value with the variables of all its texts filled in; keys are left alone.

    Raises:
        MissingVariableError: a required variable is not set; names it.
        ConfigError: a text that compose would refuse.
    """
    if isinstance(value, str):
        return _fill(value, environment)
    if isinstance(value, list):
        return [interpolate(each, environment) for each in value]
    if isinstance(value, dict):
        return {key: interpolate(each, environment) for key, each in value.items()}
    return value


def names(text: str) -> set[str]:
    """Variables that a file's text asks for, those in defaults of others included."""
    return set(re.findall(r"(?<!\$)\$\{([A-Za-z_][A-Za-z0-9_]*)", text))


def _fill(text: str, environment: Mapping[str, str]) -> str:
    filled: list[str] = []
    at = 0
    while (dollar := text.find("$", at)) >= 0:
        filled.append(text[at:dollar])
        at = dollar + 1
        if text.startswith("$", at):
            filled.append("$")
            at += 1
        elif text.startswith("{", at):
            end = _closing(text, at)
            filled.append(_expand(text[at + 1 : end], environment))
            at = end + 1
        elif match := _NAME.match(text, at):
            filled.append(environment.get(match.group(), ""))
            at = match.end()
        else:
            raise ConfigError(f"'{text}' has a $ that begins nothing; $$ is one that stays")
    return "".join(filled) + text[at:]


def _closing(text: str, opening: int) -> int:
    depth = 0
    for at in range(opening, len(text)):
        if text[at] == "{" and text[at - 1] == "$":
            depth += 1
        elif text[at] == "}":
            depth -= 1
            if depth == 0:
                return at
    raise ConfigError(f"'{text}' opens a ${{ that nothing closes")


def _expand(inner: str, environment: Mapping[str, str]) -> str:
    name = _NAME.match(inner)
    if name is None:
        raise ConfigError(f"'${{{inner}}}' names no variable")
    value = environment.get(name.group())
    operator = _OPERATOR.match(inner, name.end())
    if operator is None:
        if name.end() != len(inner):
            raise ConfigError(f"'${{{inner}}}' is no form that compose knows")
        return value or ""
    word = inner[operator.end() :]
    # With a colon an empty value counts as none.
    there = bool(value) if operator.group().startswith(":") else value is not None
    match operator.group()[-1]:
        case "-":
            return value or "" if there else _fill(word, environment)
        case "+":
            return _fill(word, environment) if there else ""
        case _:
            if not there:
                raise MissingVariableError(f"required variable {name.group()} is missing a value: {_fill(word, environment)}")
            return value or ""
