"""Routes: Two to four artists or labels side by side."""

from api.limits import ApiRouter


router = ApiRouter(prefix="/api", tags=["compare"])
