"""Settings of the Explore service."""

import ipaddress
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from common.runtime.settings import OriginSettings, addresses
from common.runtime.startup import StartSettings


BUILT: Final = Path(__file__).with_name("static")
"""Where the build of the page lands."""


def _base_url(text: str) -> str:
    url = urlsplit(text)
    if url.scheme not in ("http", "https") or not url.hostname or url.path.strip("/") or url.query or url.fragment:
        raise ValueError("must be http://host:port or https://host:port, without a path")
    return f"{url.scheme}://{url.netloc}"


def _addresses(text: str) -> str:
    for address in addresses(text):
        ipaddress.ip_address(address)  # a network has a gateway in it, behind which anybody may be
    return text


class ExploreSettings(OriginSettings, StartSettings):
    """What the Explore service reads from its environment."""

    explore_host: str = Field("0.0.0.0", description="Address to listen on.")  # noqa: S104 - containers are reached from outside
    explore_port: int = Field(8006, ge=0, le=65535, description="Port of the page.")
    health_host: str = Field("0.0.0.0", description="Address that the health port listens on.")  # noqa: S104 - probes come from outside
    health_port: int = Field(8007, ge=0, le=65535, description="Port of the health listener: `/health` with readiness, and `/metrics`.")

    api_base_url: Annotated[str, AfterValidator(_base_url)] = Field("http://api:8004", description="Base URL of the API, without a path.")
    trusted_proxies: Annotated[str, AfterValidator(_addresses)] = Field(
        "",
        description="Addresses of proxies in front of this service, comma separated: their X-Forwarded-For and X-Forwarded-Proto are believed. "
        "Exact addresses, no networks. Unset: nobody's are.",
    )
    max_body_bytes: int = Field(1_048_576, ge=1024, description="Largest request body.")
    explore_static_dir: Path | None = Field(None, description="Folder of a built page other than the one that comes with the service.")

    @property
    def static_dir(self) -> Path:
        """Folder of the built page."""
        return self.explore_static_dir or BUILT
