"""Routes: People and what they are credited for."""

from api.limits import ApiRouter


router = ApiRouter(prefix="/api", tags=["credits"])
