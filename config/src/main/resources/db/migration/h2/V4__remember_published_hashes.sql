-- What a topic knows duplicates by, so that it starts without reading its log again: "hashes" holds every event of the
-- journal rows from "first_sequence" through "last_sequence" (HashedEvents.java). Derived from those rows: where a segment
-- is missing, the rows are read. 10,000 events are 280 KB, the most that a VARBINARY of H2 holds is 1 MiB.
CREATE TABLE duplicate_hash (
    topic VARCHAR(128) NOT NULL,
    first_sequence BIGINT NOT NULL,
    last_sequence BIGINT NOT NULL,
    hashes VARBINARY NOT NULL,
    PRIMARY KEY (topic, first_sequence)
);
