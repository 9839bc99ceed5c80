"""Settings of the service."""

import pytest

from common.runtime.errors import ConfigError
from common.runtime.settings import DEVELOPMENT_ORIGINS
from explore.settings import ExploreSettings


@pytest.mark.parametrize("url", ["api:8004", "ftp://api", "http://api/base", "http://", "http://api?x=1"])
def test_the_address_of_the_api_is_checked_at_the_start(url: str) -> None:
    with pytest.raises(ConfigError, match="API_BASE_URL"):
        ExploreSettings.load(api_base_url=url)


def test_a_slash_after_the_address_of_the_api_does_no_harm() -> None:
    assert ExploreSettings.load(api_base_url="http://api:8004/").api_base_url == "http://api:8004"


@pytest.mark.parametrize("proxies", ["10.0.0.0/8", "gateway", "10.0.0.1, 10.0.0.0/24"])
def test_ui_weak_04_trusted_proxies_are_addresses_and_no_networks(proxies: str) -> None:
    with pytest.raises(ConfigError, match="TRUSTED_PROXIES"):
        ExploreSettings.load(trusted_proxies=proxies)


@pytest.mark.parametrize(
    ("settings", "origins"),
    [
        ({}, list(DEVELOPMENT_ORIGINS)),
        ({"environment": "production"}, []),
        ({"cors_origins": " https://a.example , ,https://b.example"}, ["https://a.example", "https://b.example"]),
    ],
)
def test_other_origins_are_let_in_by_name_and_in_development_only_the_local_pages(settings: dict[str, str], origins: list[str]) -> None:
    assert ExploreSettings.load(**settings).allowed_origins == origins
