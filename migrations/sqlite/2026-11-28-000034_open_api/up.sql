-- What a program sent under a key of its own (Idempotency-Key), and what it was answered: whoever sends it again gets the same answer.
-- `id` and `body` are keyed digests of who sent what where and of the body; the answer is sealed, because it holds a token. It is whole once
-- `is_finished`. Kept for a day.
CREATE TABLE replays (
    id TEXT NOT NULL PRIMARY KEY,
    body TEXT NOT NULL,
    sealed TEXT NOT NULL,
    is_finished BOOLEAN NOT NULL,
    begun_at TIMESTAMP NOT NULL
);
CREATE INDEX replays_begun ON replays (begun_at);
-- Keys of programs that use the API: the digest alone, the key itself was shown once. `scopes`: words, with a blank between them.
CREATE TABLE api_keys (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    digest TEXT NOT NULL UNIQUE,
    scopes TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at TIMESTAMP NOT NULL,
    last_used_on DATE,
    revoked_at TIMESTAMP
);
