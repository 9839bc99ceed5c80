"""Routes: Computations over the whole catalogue, for the insights service alone."""

from api.limits import ApiRouter


router = ApiRouter(prefix="/api/internal", tags=["internal"])
