-- Who may decide when the nodes of a cluster no longer reach each other. H2 has one node: here for the schema's sake.
CREATE TABLE lease (
    name VARCHAR(255) PRIMARY KEY,
    owner VARCHAR(512) NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    left_behind VARCHAR(512) ARRAY NOT NULL
);
