"""Reads Discogs and MusicBrainz dumps and publishes their records to RabbitMQ."""
