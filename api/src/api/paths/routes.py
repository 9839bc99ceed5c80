"""Routes: How two things are connected."""

from api.limits import ApiRouter


router = ApiRouter(prefix="/api", tags=["paths"])
