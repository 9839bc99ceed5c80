"""What services need that serve a page: the build's files, policies for browsers, headers. Needs the extra `web` of this package."""
