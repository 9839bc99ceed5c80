"""Routes: What MusicBrainz adds."""

from api.limits import ApiRouter


router = ApiRouter(prefix="/api", tags=["musicbrainz"])
