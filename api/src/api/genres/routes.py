"""Routes: Genres and the styles within them."""

from api.limits import ApiRouter


router = ApiRouter(prefix="/api", tags=["explore"])
