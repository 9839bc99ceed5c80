"""Routes: What a user owns and wants."""

from api.limits import ApiRouter


router = ApiRouter(prefix="/api", tags=["collection"])
