"""Routes: What a label is made of, and which labels are like it."""

from api.limits import ApiRouter


router = ApiRouter(prefix="/api", tags=["labels"])
