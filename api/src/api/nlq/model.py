"""The language model: any provider that pydantic-ai knows, or a local server that speaks OpenAI's protocol."""

from typing import Any, Final

from pydantic_ai.exceptions import UserError
from pydantic_ai.models import Model, infer_model
from pydantic_ai.providers import Provider, infer_provider_class

from api.settings import ApiSettings
from common.runtime.errors import ConfigError


DEFAULT_PROVIDER: Final = "anthropic"
NO_KEY: Final = "none"
"""Sent to a local server that asks for no key: the clients want one."""


def why_unavailable(settings: ApiSettings) -> str | None:
    """Why no question can be answered; `None` when they can."""
    if not settings.nlq_enabled:
        return "NLQ_ENABLED is not true"
    if not has_credentials(settings):
        return "neither NLQ_API_KEY nor NLQ_BASE_URL is set"
    return None


def has_credentials(settings: ApiSettings) -> bool:
    """Whether a provider can be asked: a key that is not blank, or a server of one's own."""
    return bool(_key(settings) or settings.nlq_base_url)


def model_name(settings: ApiSettings) -> str:
    """`provider:name`. A name without a provider is one of Anthropic's; OpenAI's own protocol at another address is the older, common one."""
    name = settings.nlq_model if ":" in settings.nlq_model else f"{DEFAULT_PROVIDER}:{settings.nlq_model}"
    provider, _, rest = name.partition(":")
    return f"openai-chat:{rest}" if provider == "openai" and settings.nlq_base_url else name


def make_model(settings: ApiSettings) -> Model:
    """The configured model; nothing is asked yet.

    Raises:
        ConfigError: the provider is unknown, or its library is not installed.
    """
    name = model_name(settings)

    def provider(provider_name: str) -> Provider[Any]:
        options: dict[str, Any] = {"api_key": _key(settings) or NO_KEY}
        if settings.nlq_base_url:
            options["base_url"] = settings.nlq_base_url
        return infer_provider_class(provider_name)(**options)

    try:
        return infer_model(name, provider)
    except (UserError, ValueError, TypeError, ImportError) as error:
        raise ConfigError(f"Cannot use NLQ_MODEL '{settings.nlq_model}': {error}") from error


def _key(settings: ApiSettings) -> str:
    return settings.nlq_api_key.get_secret_value().strip() if settings.nlq_api_key else ""
