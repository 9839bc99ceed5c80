"""Routes: What a collection says about its owner."""

from api.limits import ApiRouter


router = ApiRouter(prefix="/api", tags=["taste"])
