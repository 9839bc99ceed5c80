"""Routes: Who may have influenced whom: chains through groups, labels and credits that respect time."""

from api.limits import ApiRouter


router = ApiRouter(prefix="/api", tags=["influence"])
