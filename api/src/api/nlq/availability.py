"""Whether questions can be answered, and by which model. Reads the settings alone: the libraries of models take most of a second to load."""

from typing import Final

from api.settings import ApiSettings


DEFAULT_PROVIDER: Final = "anthropic"


def why_unavailable(settings: ApiSettings) -> str | None:
    """Why no question can be answered; `None` when they can."""
    if not settings.nlq_enabled:
        return "NLQ_ENABLED is not true"
    if not has_credentials(settings):
        return "neither NLQ_API_KEY nor NLQ_BASE_URL is set"
    return None


def has_credentials(settings: ApiSettings) -> bool:
    """Whether a provider can be asked: a key that is not blank, or a server of one's own."""
    return bool(api_key(settings) or settings.nlq_base_url)


def model_name(settings: ApiSettings) -> str:
    """`provider:name`. A name without a provider is one of Anthropic's; OpenAI's own protocol at another address is the older, common one."""
    name = settings.nlq_model if ":" in settings.nlq_model else f"{DEFAULT_PROVIDER}:{settings.nlq_model}"
    provider, _, rest = name.partition(":")
    return f"openai-chat:{rest}" if provider == "openai" and settings.nlq_base_url else name


def api_key(settings: ApiSettings) -> str:
    """The key without blanks around it; empty when there is none."""
    return settings.nlq_api_key.get_secret_value().strip() if settings.nlq_api_key else ""
