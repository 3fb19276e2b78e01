-- Who may decide when the nodes of a cluster no longer reach each other. Expired: free. "left_behind" are nodes that the
-- others went on without, newest first: those may never decide again.
CREATE TABLE lease (
    name VARCHAR(255) PRIMARY KEY,
    owner VARCHAR(512) NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    left_behind TEXT[] NOT NULL
);
