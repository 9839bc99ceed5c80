"""What MusicBrainz adds."""
