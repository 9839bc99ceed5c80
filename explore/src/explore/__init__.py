"""The Explore service: the page, and the way from the page to the API."""
