-- Which nodes run on this database, by their cluster address; they find one another here. "seen_at" is a sign of life by
-- the database's clock. "member" is set before a node founds a cluster and once it is in one: others found none meanwhile.
CREATE TABLE node (
    host VARCHAR(255) NOT NULL,
    port INTEGER NOT NULL,
    incarnation UUID NOT NULL,
    management_host VARCHAR(255) NOT NULL,
    management_port INTEGER NOT NULL,
    http_port INTEGER NOT NULL,
    version VARCHAR(64) NOT NULL,
    member BOOLEAN NOT NULL,
    started_at TIMESTAMPTZ NOT NULL,
    seen_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (host, port)
);

-- One row, for ever: nodes of two databases tell each other apart by it, and lock it while they decide who founds a cluster.
CREATE TABLE cluster_identity (
    id UUID NOT NULL PRIMARY KEY
);

INSERT INTO cluster_identity (id) VALUES (gen_random_uuid());
