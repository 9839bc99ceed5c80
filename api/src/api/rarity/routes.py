"""Routes: How rare a release is."""

from api.limits import ApiRouter


router = ApiRouter(prefix="/api", tags=["rarity"])
