"""Compose files read and merged as `docker compose config` does it, for what the files of this project use.

Needs no engine and no program. Where `docker compose` is there, a test compares the two.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from common.runtime.errors import ConfigError
from utilities.compose.interpolation import interpolate


type Config = dict[str, Any]


class Reset:
    """`!reset`: what the files before had there is gone."""


@dataclass(frozen=True, slots=True)
class Override:
    """`!override`: replaces what the files before had there, instead of being merged into it."""

    value: Any


class _Loader(yaml.SafeLoader):
    """YAML with compose's two tags."""


def _override(loader: _Loader, node: yaml.Node) -> Override:
    if isinstance(node, yaml.MappingNode):
        return Override(loader.construct_mapping(node, deep=True))
    if isinstance(node, yaml.SequenceNode):
        return Override(loader.construct_sequence(node, deep=True))
    return Override(None)


_Loader.add_constructor("!reset", lambda _loader, _node: Reset())
_Loader.add_constructor("!override", _override)


def load(files: Sequence[Path], environment: Mapping[str, str]) -> Config:
    """One configuration from one file, or from several laid over each other; services of every profile.

    Args:
        environment: What variables are filled in from: the shell's and .env's together.
    Raises:
        ConfigError: a file that compose would refuse; a required variable that is not set.
    """
    config: Config = {}
    for file in files:
        config = _merged_files(config, _read(file, environment))
    return config


def active(config: Config, profiles: frozenset[str] = frozenset()) -> dict[str, Config]:
    """Services that these profiles start."""
    return {name: service for name, service in config["services"].items() if not service.get("profiles") or profiles & set(service["profiles"])}


def _read(file: Path, environment: Mapping[str, str]) -> Config:
    try:
        told = yaml.load(file.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a SafeLoader
    except (OSError, yaml.YAMLError) as error:
        raise ConfigError(f"{file}: {error}") from error
    if not isinstance(told, dict) or not isinstance(told.get("services"), dict):
        raise ConfigError(f"{file} has no services")
    told = {key: value for key, value in told.items() if not key.startswith("x-")}
    filled: Config = _inside_tags(told, environment)
    filled["services"] = {name: _canonical(service) for name, service in filled["services"].items()}
    return filled


def _inside_tags(value: Any, environment: Mapping[str, str]) -> Any:
    """Interpolation that also reaches what `!override` holds."""
    if isinstance(value, Override):
        return Override(interpolate(value.value, environment))
    if isinstance(value, list):
        return [_inside_tags(each, environment) for each in value]
    if isinstance(value, dict):
        return {key: _inside_tags(each, environment) for key, each in value.items()}
    return interpolate(value, environment)


# ── one form for what has several ──


def _canonical(service: Config) -> Config:
    canonical: Config = {}
    for key, value in service.items():
        form = _FORMS.get(key)
        if form is None or isinstance(value, Reset):
            canonical[key] = value
        elif isinstance(value, Override):
            canonical[key] = Override(form(value.value))
        else:
            canonical[key] = form(value)
    return canonical


def _environment(value: Any) -> Config:
    if isinstance(value, list):
        value = dict(each.partition("=")[::2] for each in value)
    return {name: text if isinstance(text, Reset) or text is None else str(text) for name, text in value.items()}


def _depends_on(value: Any) -> Config:
    if isinstance(value, list):
        value = {name: {"condition": "service_started"} for name in value}
    return {name: {"required": True, **told} for name, told in value.items()}


def _networks(value: Any) -> Config:
    return dict.fromkeys(value) if isinstance(value, list) else value


def _port(value: Any) -> Config:
    if isinstance(value, dict):
        return value
    published, _, target = str(value).rpartition(":")
    host_ip, _, published = published.rpartition(":")
    target, _, protocol = target.partition("/")
    told: Config = {"target": int(target), "published": published, "protocol": protocol or "tcp"}
    return {"host_ip": host_ip, **told} if host_ip else told


def _volume(value: Any) -> Config:
    if isinstance(value, dict):
        return value
    source, target, *options = value.split(":")
    told: Config = {"type": "bind" if source.startswith((".", "/", "~")) else "volume", "source": source, "target": target}
    return {**told, "read_only": True} if "ro" in options else told


def _secret(value: Any) -> Config:
    return {"source": value} if isinstance(value, str) else value


def _texts(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else [str(each) for each in value]


_FORMS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "environment": _environment,
    "depends_on": _depends_on,
    "networks": _networks,
    "ports": lambda value: [_port(each) for each in value],
    "volumes": lambda value: [_volume(each) for each in value],
    "secrets": lambda value: [_secret(each) for each in value],
    "tmpfs": _texts,
    "command": _texts,
    "entrypoint": _texts,
}


# ── one file over another ──

_REPLACED: Final = frozenset({"command", "entrypoint", "test"})
_KEYS: Final[Mapping[str, str]] = {"volumes": "target", "secrets": "source"}
"""Lists whose entries of the same key replace each other."""


def _merged_files(below: Config, above: Config) -> Config:
    merged: Config = {}
    for part in [*below, *(key for key in above if key not in below)]:
        merged[part] = _merged(part, below.get(part), above.get(part)) if part in above else below[part]
    return merged


def _merged(key: str, below: Any, above: Any) -> Any:
    if isinstance(above, Override):
        return above.value
    if isinstance(above, dict):
        result = dict(below) if isinstance(below, dict) else {}
        for name, value in above.items():
            if isinstance(value, Reset):
                result.pop(name, None)
            else:
                result[name] = _merged(name, result.get(name), value)
        return result
    if isinstance(above, list) and isinstance(below, list) and key not in _REPLACED:
        unique = _KEYS.get(key)
        taken = {each[unique] for each in above} if unique else set()
        kept = [each for each in below if (each[unique] not in taken if unique else each not in above)]
        return [*kept, *above]
    return above
