-- What a topic knows duplicates by, so that it starts without reading its log again: "hashes" holds every event of the
-- journal rows from "first_sequence" through "last_sequence" (HashedEvents.java). Derived from those rows: where a segment
-- is missing, the rows are read.
CREATE TABLE duplicate_hash (
    topic VARCHAR(128) NOT NULL,
    first_sequence BIGINT NOT NULL,
    last_sequence BIGINT NOT NULL,
    hashes BYTEA NOT NULL,
    PRIMARY KEY (topic, first_sequence)
);

-- Hashes do not compress: trying to costs time at every write and read.
ALTER TABLE duplicate_hash ALTER COLUMN hashes SET STORAGE EXTERNAL;
