"""Routes: What is like what, and what somebody may like."""

from api.limits import ApiRouter


router = ApiRouter(prefix="/api", tags=["recommend"])
