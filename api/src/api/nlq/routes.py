"""Routes: Questions in plain language."""

from api.limits import ApiRouter


router = ApiRouter(prefix="/api", tags=["questions"])
