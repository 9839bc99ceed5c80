-- What search looks in: one document for each thing that has a name, derived from the records when an import has ended.

CREATE SCHEMA IF NOT EXISTS catalogue;

-- Both are trusted: who owns the database may create them.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;

-- The forms in which names and what people type are compared. Documents hold their results: whoever changes one of these
-- functions raises the version in api.catalogue.documents, so that all documents are made again.

-- "Björk", "BJORK" and "Bjork (2)" are one: no accents, no case, no number that tells namesakes apart; "Who, The" is "the who".
CREATE FUNCTION catalogue.plain(name TEXT) RETURNS TEXT LANGUAGE sql STABLE PARALLEL SAFE
RETURN lower(unaccent(normalize(
    regexp_replace(
        regexp_replace(left(name, 500), '\s*\([0-9]+\)\s*$', ''),
        '^(.+), (the|an?|die|der|das|les?|la|los|las|el|il)$', '\2 \1', 'i'
    ), NFC)));

-- The words of a plain name, one blank between them: "ac dc", "don t". A name that is all punctuation ("!!!") is its own word.
CREATE FUNCTION catalogue.folded(plain TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(nullif(btrim(regexp_replace(plain, '[^[:alnum:]]+', ' ', 'g')), ''), btrim(plain));

-- The same with punctuation inside of words left out: "acdc", "dont".
CREATE FUNCTION catalogue.joined(plain TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN btrim(regexp_replace(regexp_replace(plain, '[^[:alnum:][:space:]]+', '', 'g'), '[[:space:]]+', ' ', 'g'));

-- What is compared when names are looked up by their beginning: no leading article, no blanks.
CREATE FUNCTION catalogue.key(folded TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN left(replace(regexp_replace(folded, '^(the|an?|die|der|das|les?|la|los|las|el|il) (?=.)', ''), ' ', ''), 100);

-- A catalogue number or barcode without what is only there to be read: "WARP CD 92" is "warpcd92".
CREATE FUNCTION catalogue.code(number TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN left(regexp_replace(lower(number), '[^[:alnum:]]+', '', 'g'), 100);

-- `folded` and `key` as above. `weight` is the number of releases: by the artist, on the label, versions of the master, in the genre
-- or style, credits of the person; for a release the versions of its master. `year` is the year of a master or release, else the
-- first year of its releases, and `last_year` their last. `tags` says what filters ask for: "genre:Rock", "style:Dub",
-- "format:Vinyl", "country:UK", "decade:1990" ("genre:", "decade:" where there is none), and kind and size together ("artist/2" has
-- at least 10^2 releases). `refs` says whom a release counts for, its master first. `tokens` weighs words of the name (A), of other
-- names (B) and of the artists (C). `codes` are catalogue numbers and barcodes. `source` is the record's hash and the version.
CREATE TABLE catalogue.documents (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    key TEXT NOT NULL,
    weight INTEGER NOT NULL,
    year INTEGER,
    last_year INTEGER,
    artist TEXT,
    label TEXT,
    catno TEXT,
    tags TEXT[] NOT NULL,
    refs TEXT[] NOT NULL,
    codes TEXT[] NOT NULL,
    tokens TSVECTOR NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (kind, id)
);

-- Exact names by size, and names by their beginning.
CREATE INDEX idx_documents_key ON catalogue.documents (kind, key text_pattern_ops, weight DESC);
-- Words, with filters inside the index, so that what a filter leaves of a common word is found without reading the rest of it.
CREATE INDEX idx_documents_tokens ON catalogue.documents USING gin (tokens, tags) WITH (gin_pending_list_limit = 16384);
CREATE INDEX idx_documents_codes ON catalogue.documents USING gin (codes) WITH (gin_pending_list_limit = 16384);

-- Every word of a name and how many documents hold it: completes the last word and corrects what nothing is called by.
CREATE TABLE catalogue.words (
    word TEXT PRIMARY KEY,
    documents INTEGER NOT NULL
);

CREATE INDEX idx_words_prefix ON catalogue.words (word text_pattern_ops, documents);
CREATE INDEX idx_words_similar ON catalogue.words USING gin (word gin_trgm_ops);
