"""The language model: any provider that pydantic-ai knows, or a local server that speaks OpenAI's protocol."""

from typing import Any, Final

from pydantic_ai.exceptions import UserError
from pydantic_ai.models import Model, infer_model
from pydantic_ai.providers import Provider, infer_provider_class

from api.nlq.availability import api_key, model_name
from api.settings import ApiSettings
from common.runtime.errors import ConfigError


NO_KEY: Final = "none"
"""Sent to a local server that asks for no key: the clients want one."""


def make_model(settings: ApiSettings) -> Model:
    """The configured model; nothing is asked yet.

    Raises:
        ConfigError: the provider is unknown, or its library is not installed.
    """
    name = model_name(settings)

    def provider(provider_name: str) -> Provider[Any]:
        options: dict[str, Any] = {"api_key": api_key(settings) or NO_KEY}
        if settings.nlq_base_url:
            options["base_url"] = settings.nlq_base_url
        return infer_provider_class(provider_name)(**options)

    try:
        return infer_model(name, provider)
    except (UserError, ValueError, TypeError, ImportError) as error:
        raise ConfigError(f"Cannot use NLQ_MODEL '{settings.nlq_model}': {error}") from error
