"""What answers questions, put together once for a running API."""

from typing import Final

from api.nlq.availability import model_name, why_unavailable
from api.nlq.budget import Budget
from api.nlq.catalogue import CatalogueSources
from api.nlq.service import Asking
from api.state import State
from common.runtime.logging import get_logger
from common.runtime.marks import Mark


KEY: Final = "nlq"
log = get_logger(__name__)


def asking_of(state: State) -> Asking:
    """What answers questions in this process.

    Raises:
        ConfigError: questions are on, but the model cannot be used; raised at start, where it ends the process.
    """
    made = state.extras.get(KEY)
    if not isinstance(made, Asking):
        made = state.extras[KEY] = _make(state)
    return made


def _make(state: State) -> Asking:
    settings = state.settings
    reason = why_unavailable(settings)
    engine = None
    if reason is None:
        # Only here: the libraries of models take most of a second to load, and most processes answer no questions.
        from api.nlq.engine import Engine
        from api.nlq.model import make_model

        engine = Engine(make_model(settings), max_iterations=settings.nlq_max_iterations)
        log.info(Mark.START, "Questions in plain language are answered", model=model_name(settings))
    return Asking(
        engine=engine,
        reason=reason,
        cache=state.cache,
        budget=Budget(state.redis, prefix=settings.redis_key_prefix, limit=settings.nlq_daily_token_budget),
        sources=CatalogueSources(state),
        cache_ttl_s=settings.nlq_cache_ttl,
        max_query_length=settings.nlq_max_query_length,
        allows_anonymous=settings.nlq_anonymous,
    )
