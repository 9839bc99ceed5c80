"""Routes: Finding things by what somebody types."""

from api.limits import ApiRouter


router = ApiRouter(prefix="/api", tags=["search"])
