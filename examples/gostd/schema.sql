-- The tables of package gostd, in the order in which they refer to each other.
CREATE TYPE declaration_kind AS ENUM ('const', 'var', 'type', 'func', 'method');

CREATE TABLE releases (
    version text PRIMARY KEY,
    minor   integer NOT NULL UNIQUE,
    symbols integer NOT NULL
);

CREATE TABLE packages (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    loaded_at timestamptz NOT NULL DEFAULT now(),
    path      text NOT NULL UNIQUE,
    name      text,
    doc       text NOT NULL DEFAULT '',
    parent_id bigint REFERENCES packages
);
CREATE INDEX ON packages (parent_id);

CREATE TABLE files (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    loaded_at        timestamptz NOT NULL DEFAULT now(),
    package_id       bigint NOT NULL REFERENCES packages,
    path             text NOT NULL UNIQUE,
    test             boolean NOT NULL,
    build_constraint text,
    tags             text[] NOT NULL,
    lines            integer NOT NULL CHECK (lines >= 0),
    bytes            integer NOT NULL,
    sha256           bytea NOT NULL,
    modified_at      timestamptz NOT NULL
);
CREATE INDEX ON files (package_id);

CREATE TABLE declarations (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    file_id    bigint NOT NULL REFERENCES files,
    kind       declaration_kind NOT NULL,
    name       text NOT NULL,
    receiver   text,
    exported   boolean NOT NULL,
    doc        text NOT NULL DEFAULT '',
    signature  text NOT NULL,
    params     jsonb NOT NULL,
    start_line integer NOT NULL,
    end_line   integer NOT NULL CHECK (end_line >= start_line),
    since      text REFERENCES releases
);
CREATE INDEX ON declarations (file_id);
CREATE INDEX ON declarations (name);

CREATE TABLE imports (
    file_id    bigint NOT NULL REFERENCES files,
    package_id bigint NOT NULL REFERENCES packages,
    alias      text,
    PRIMARY KEY (file_id, package_id)
);
CREATE INDEX ON imports (package_id);
