"""Routes: Walking the graph: centres, their categories and children, years, trends."""

from api.limits import ApiRouter


router = ApiRouter(prefix="/api", tags=["explore"])
