-- Who works with whom, and what artists are compared by: derived from the graph when an import has ended, replaced as a whole.

CREATE SCHEMA IF NOT EXISTS catalogue;

-- Artists by whom there are releases together; each pair has a row from either side. Years and year_releases run side by side and
-- leave out undated releases.
CREATE TABLE catalogue.collaborations (
    artist_id TEXT COLLATE "C" NOT NULL,
    other_id TEXT COLLATE "C" NOT NULL,
    release_count INTEGER NOT NULL,
    years SMALLINT[] NOT NULL,
    year_releases INTEGER[] NOT NULL,
    PRIMARY KEY (artist_id, other_id)
);

-- Releases that an artist shares with anybody, each counted once.
CREATE TABLE catalogue.collaborators (
    artist_id TEXT COLLATE "C" PRIMARY KEY,
    collaborators INTEGER NOT NULL,
    releases INTEGER NOT NULL
);

-- Releases by genre, style, label id, person, format and decade of each artist that has enough of them; objects of key and count.
CREATE TABLE catalogue.artist_profiles (
    artist_id TEXT COLLATE "C" PRIMARY KEY,
    name TEXT NOT NULL,
    release_count INTEGER NOT NULL,
    genres JSONB NOT NULL,
    styles JSONB NOT NULL,
    labels JSONB NOT NULL,
    people JSONB NOT NULL,
    formats JSONB NOT NULL,
    decades JSONB NOT NULL
);

-- The artists with the most releases of each genre, style and label.
CREATE TABLE catalogue.artist_ranks (
    kind TEXT NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    rank INTEGER NOT NULL,
    artist_id TEXT COLLATE "C" NOT NULL,
    release_count INTEGER NOT NULL,
    PRIMARY KEY (kind, key, rank)
);
