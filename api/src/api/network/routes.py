"""Routes: Who works with whom."""

from api.limits import ApiRouter


router = ApiRouter(prefix="/api", tags=["network"])
