"""Routes: The insights service, seen through the API."""

from api.limits import ApiRouter


router = ApiRouter(prefix="/api", tags=["insights"])
