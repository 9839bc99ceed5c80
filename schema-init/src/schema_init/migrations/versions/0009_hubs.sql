-- What the largest entities are answered with, and summaries of the whole catalogue: derived from the releases when an import has
-- ended, replaced as a whole. Whatever has fewer releases than a hub is answered from the graph.

CREATE SCHEMA IF NOT EXISTS catalogue;

CREATE TABLE catalogue.hubs (
    hub_id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    releases INTEGER NOT NULL,
    UNIQUE (kind, key)
);

-- Releases of a hub by year, their ids in text order; year 0 holds the undated ones.
CREATE TABLE catalogue.hub_years (
    hub_id INTEGER NOT NULL,
    year SMALLINT NOT NULL,
    releases INTEGER NOT NULL,
    ids BIGINT[] NOT NULL,
    PRIMARY KEY (hub_id, year)
);

-- How many members a hub has in a category, the ones that hub_members leaves out included.
CREATE TABLE catalogue.hub_categories (
    hub_id INTEGER NOT NULL,
    category TEXT NOT NULL,
    members INTEGER NOT NULL,
    PRIMARY KEY (hub_id, category)
);

-- The largest members of a category, by releases that they share with the hub; years and year_releases run side by side.
CREATE TABLE catalogue.hub_members (
    hub_id INTEGER NOT NULL,
    category TEXT NOT NULL,
    rank INTEGER NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    releases INTEGER NOT NULL,
    years SMALLINT[] NOT NULL,
    year_releases INTEGER[] NOT NULL,
    role TEXT,
    PRIMARY KEY (hub_id, category, rank)
);

-- Releases of each genre (style is empty) and of each genre and style together.
CREATE TABLE catalogue.genre_styles (
    genre TEXT COLLATE "C" NOT NULL,
    style TEXT COLLATE "C" NOT NULL,
    releases INTEGER NOT NULL,
    PRIMARY KEY (genre, style)
);

CREATE TABLE catalogue.years (
    year SMALLINT PRIMARY KEY,
    releases INTEGER NOT NULL,
    new_artists INTEGER NOT NULL
);

-- From which the start page's doors into the catalogue are drawn.
CREATE TABLE catalogue.doors (
    kind TEXT NOT NULL,
    rank INTEGER NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    releases INTEGER NOT NULL,
    first_year SMALLINT,
    peak_year SMALLINT,
    PRIMARY KEY (kind, rank)
);

-- Which state of the releases the tables above were derived from.
CREATE TABLE catalogue.hub_state (
    one BOOLEAN PRIMARY KEY DEFAULT true CHECK (one),
    fingerprint TEXT NOT NULL DEFAULT ''
);

INSERT INTO catalogue.hub_state DEFAULT VALUES;
