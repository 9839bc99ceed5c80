"""The insights service, seen through the API."""
