# One image for every process of the platform: `docker build --build-arg SERVICE=api .`, or all of them by `just build`.
#
# No syntax line: it would name an image to fetch. What is used is in the frontend of every engine since 20.10.
# Settings of the building machine (package index, certificates) come as optional secrets, see deploy/images/host-settings.sh.

# ── arguments that stages are chosen by ──

# A member's folder: api, dashboard, explore, extractor, ...
ARG SERVICE
ARG PYTHON_VERSION=3.13
ARG PYTHON_IMAGE=python:${PYTHON_VERSION}-slim
ARG NODE_IMAGE=node:24-slim

# ── the pages ──

FROM ${NODE_IMAGE} AS web
WORKDIR /web
ENV NO_UPDATE_NOTIFIER=1 NO_COLOR=1
COPY package.json package-lock.json tsconfig.base.json ./
COPY common/web/package.json common/web/
COPY dashboard/web/package.json dashboard/web/
COPY explore/web/package.json explore/web/
# Not `npm ci`: it refuses a lock file that leaves out packages for other systems. This installs what the lock file says, too.
RUN --mount=type=bind,source=deploy/images/host-settings.sh,target=/run/host-settings.sh \
    --mount=type=secret,id=ca_certificates --mount=type=secret,id=npmrc \
    --mount=type=cache,target=/root/.npm \
    . /run/host-settings.sh && npm install --no-save --no-audit --no-fund
COPY common/web common/web

FROM web AS page-explore
COPY explore/web explore/web
RUN EXPLORE_OUT_DIR=/page npm run --silent build --workspace explore/web

FROM web AS page-dashboard
COPY dashboard/web dashboard/web
RUN DASHBOARD_OUT_DIR=/page npm run --silent build --workspace dashboard/web

# ── the service and the packages it needs, as uv.lock has them ──

FROM ${PYTHON_IMAGE} AS builder
ARG UV_VERSION=0.13.9
ENV UV_PROJECT_ENVIRONMENT=/app/.venv \
    UV_PYTHON_DOWNLOADS=never \
    UV_LINK_MODE=copy \
    UV_COMPILE_BYTECODE=1 \
    PYTHONDONTWRITEBYTECODE=1
WORKDIR /build
# uv in an environment of its own: a distribution's Python refuses to be installed into.
RUN --mount=type=bind,source=deploy/images/host-settings.sh,target=/run/host-settings.sh \
    --mount=type=secret,id=ca_certificates --mount=type=secret,id=pip_conf \
    . /run/host-settings.sh && python3 -m venv /opt/uv && /opt/uv/bin/pip install --quiet --no-cache-dir "uv==${UV_VERSION}"
ARG SERVICE
COPY pyproject.toml uv.lock ./
COPY common/pyproject.toml common/
COPY ${SERVICE}/pyproject.toml ${SERVICE}/
COPY deploy/images/install-member.sh /usr/local/bin/
# Packages of others first: they change less often than the code.
RUN --mount=type=bind,source=deploy/images/host-settings.sh,target=/run/host-settings.sh \
    --mount=type=secret,id=ca_certificates --mount=type=secret,id=uv_toml \
    --mount=type=cache,target=/root/.cache/uv \
    . /run/host-settings.sh && install-member.sh "${SERVICE}" --no-install-workspace
COPY common/src common/src
COPY ${SERVICE}/src ${SERVICE}/src
RUN --mount=type=bind,source=deploy/images/host-settings.sh,target=/run/host-settings.sh \
    --mount=type=secret,id=ca_certificates --mount=type=secret,id=uv_toml \
    --mount=type=cache,target=/root/.cache/uv \
    . /run/host-settings.sh && install-member.sh "${SERVICE}" --no-editable

# ── what all images have ──

FROM ${PYTHON_IMAGE} AS base
ARG UID=1000
ARG GID=1000
# The group's number may be taken by one of the distribution's groups, as 20 is, which the first user of a Mac has.
RUN --mount=type=bind,source=deploy/images/host-settings.sh,target=/run/host-settings.sh \
    --mount=type=secret,id=ca_certificates --mount=type=secret,id=apt_conf \
    . /run/host-settings.sh \
    && export DEBIAN_FRONTEND=noninteractive \
    && apt-get update -q && apt-get upgrade -y -q && apt-get install -y -q --no-install-recommends curl \
    && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/log/apt /var/log/dpkg.log \
    && rm -rf /usr/local/bin/pip* /usr/local/lib/python3*/site-packages/pip* /usr/local/lib/python3*/ensurepip \
    && groupadd --system --non-unique --gid "${GID}" discogsography \
    && useradd --system --no-log-init --uid "${UID}" --gid "${GID}" --create-home --shell /usr/sbin/nologin discogsography \
    && mkdir /app /logs /discogs-data /musicbrainz-data \
    && chown discogsography:discogsography /app /logs /discogs-data /musicbrainz-data
ENV HOME=/home/discogsography \
    PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
VOLUME /logs

FROM base AS service
# Root's, so that a process cannot change its own code.
COPY --from=builder /app/.venv /app/.venv
USER discogsography:discogsography

# ── the services: what each one is, where it answers, how it starts ──

FROM service AS service-schema-init
LABEL org.opencontainers.image.description="Creates and migrates the PostgreSQL and Neo4j schemas" \
      com.discogsography.dependencies="neo4j postgresql"
HEALTHCHECK NONE
ENTRYPOINT ["schema-init"]

FROM service AS service-extractor
COPY extractor/extraction-rules.yaml /app/
LABEL org.opencontainers.image.description="Reads Discogs and MusicBrainz dumps and publishes their records to RabbitMQ" \
      com.discogsography.dependencies="rabbitmq"
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["curl", "-fsS", "http://localhost:8000/health"]
ENTRYPOINT ["extractor"]

FROM service AS service-graphinator
LABEL org.opencontainers.image.description="Writes Discogs records to the Neo4j graph" \
      com.discogsography.dependencies="rabbitmq neo4j" com.discogsography.database="neo4j"
EXPOSE 8001
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["curl", "-fsS", "http://localhost:8001/health"]
ENTRYPOINT ["graphinator"]

FROM service AS service-tableinator
LABEL org.opencontainers.image.description="Writes Discogs records to PostgreSQL tables" \
      com.discogsography.dependencies="rabbitmq postgresql" com.discogsography.database="postgresql"
EXPOSE 8002
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["curl", "-fsS", "http://localhost:8002/health"]
ENTRYPOINT ["tableinator"]

FROM service AS service-brainztableinator
LABEL org.opencontainers.image.description="Writes MusicBrainz records to PostgreSQL tables" \
      com.discogsography.dependencies="rabbitmq postgresql" com.discogsography.database="postgresql"
EXPOSE 8010
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["curl", "-fsS", "http://localhost:8010/health"]
ENTRYPOINT ["brainztableinator"]

FROM service AS service-brainzgraphinator
LABEL org.opencontainers.image.description="Enriches the Neo4j graph with MusicBrainz facts" \
      com.discogsography.dependencies="rabbitmq neo4j" com.discogsography.database="neo4j"
EXPOSE 8011
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["curl", "-fsS", "http://localhost:8011/health"]
ENTRYPOINT ["brainzgraphinator"]

FROM service AS service-api
LABEL org.opencontainers.image.description="The REST API over the graph and the tables" \
      com.discogsography.dependencies="neo4j postgresql redis"
EXPOSE 8004 8005
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["curl", "-fsS", "http://localhost:8005/health"]
ENTRYPOINT ["api"]

FROM service AS service-insights
LABEL org.opencontainers.image.description="Computes figures over the whole catalogue and serves them" \
      com.discogsography.dependencies="api postgresql redis"
EXPOSE 8008 8009
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["curl", "-fsS", "http://localhost:8009/health"]
ENTRYPOINT ["insights"]

FROM service AS service-mcp-server
LABEL org.opencontainers.image.description="The music graph for AI assistants, by the Model Context Protocol" \
      com.discogsography.dependencies="api"
EXPOSE 8013
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["curl", "-fsS", "http://localhost:8013/health"]
ENTRYPOINT ["discogsography-mcp"]
CMD ["--transport", "streamable-http"]

FROM service AS service-explore
COPY --from=page-explore /page /app/page
ENV EXPLORE_STATIC_DIR=/app/page
LABEL org.opencontainers.image.description="Serves the Explore page, and hands its requests to the API" \
      com.discogsography.dependencies="api"
EXPOSE 8006 8007
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["curl", "-fsS", "http://localhost:8007/health"]
ENTRYPOINT ["explore"]

FROM service AS service-dashboard
COPY --from=page-dashboard /page /app/page
ENV DASHBOARD_STATIC_DIR=/app/page
LABEL org.opencontainers.image.description="Shows what the platform is doing: services, queues, imports, stores, alerts" \
      com.discogsography.dependencies="rabbitmq neo4j postgresql redis api"
EXPOSE 8003
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["curl", "-fsS", "http://localhost:8003/health"]
ENTRYPOINT ["dashboard"]

# Commands of operators: sample-catalogue and others, run once. Java and Node of the native stack stay out.
FROM service AS service-utilities
LABEL org.opencontainers.image.description="Operator commands and the sample catalogue" \
      com.discogsography.dependencies="none"
HEALTHCHECK NONE
ENTRYPOINT ["sample-catalogue"]

# ── which image, made when and from what: last, since it changes with every build ──

FROM service-${SERVICE}
ARG SERVICE
ARG PYTHON_VERSION
ARG PYTHON_IMAGE
ARG SOURCE_URL=https://github.com/discogsography/discogsography
ARG BUILD_DATE=""
ARG BUILD_VERSION=0.1.0
ARG VCS_REF=""
LABEL org.opencontainers.image.title="discogsography-${SERVICE}" \
      org.opencontainers.image.authors="The Discogsography authors" \
      org.opencontainers.image.url="${SOURCE_URL}" \
      org.opencontainers.image.documentation="${SOURCE_URL}/tree/main/docs" \
      org.opencontainers.image.source="${SOURCE_URL}" \
      org.opencontainers.image.vendor="Discogsography" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${BUILD_VERSION}" \
      org.opencontainers.image.revision="${VCS_REF}" \
      org.opencontainers.image.created="${BUILD_DATE}" \
      org.opencontainers.image.base.name="${PYTHON_IMAGE}" \
      com.discogsography.service="${SERVICE}" \
      com.discogsography.python.version="${PYTHON_VERSION}"
