-- What belongs to the lake and to no dataset: who may enter, what each user's Studio remembers, and the webhooks.

create table if not exists users (
  id text primary key,
  name text not null,
  email text not null,
  role text not null,
  robot integer not null,       -- 1: made for a token, not a person
  created_at text not null,
  updated_at text not null
) without rowid;

-- Only the SHA-256 of a token is kept: this file never lets anybody in.
create table if not exists tokens (
  id text primary key,          -- the public part of the token
  user_id text not null references users (id) on delete cascade,
  hash blob not null,
  label text not null,
  created_at text not null
) without rowid;
create index if not exists tokens_user on tokens (user_id);

create table if not exists user_values (
  user_id text not null references users (id) on delete cascade,
  key text not null,
  value text not null,
  updated_at text not null,
  primary key (user_id, key)
) without rowid;

create table if not exists hooks (
  id text primary key,
  project_id text not null,
  created_at text not null,
  body text not null
) without rowid;

-- Up to which commit of a dataset a webhook has been asked about. Persisted with the messages that came of it.
create table if not exists hook_cursors (
  hook_id text not null references hooks (id) on delete cascade,
  dataset text not null,
  seq integer not null,
  primary key (hook_id, dataset)
) without rowid;

-- One row a delivery: written before the first attempt, so that a restart finds what was not delivered.
create table if not exists hook_messages (
  id text primary key,          -- also the idempotency key
  hook_id text not null references hooks (id) on delete cascade,
  dataset text not null,
  seq integer not null,
  document_id text not null,
  operation text not null,
  transaction_id text not null,
  transaction_time text not null,
  payload text not null,
  status text not null,         -- queued, success, failed
  failures integer not null,
  result_code integer,
  next_attempt_at integer not null,
  created_at text not null,
  updated_at text not null,
  unique (hook_id, dataset, seq, document_id)
) without rowid;
create index if not exists hook_messages_age on hook_messages (hook_id, created_at);

create table if not exists hook_attempts (
  id text primary key,
  hook_id text not null references hooks (id) on delete cascade,
  message_id text not null references hook_messages (id) on delete cascade,
  body text not null,
  created_at text not null
) without rowid;
create index if not exists hook_attempts_message on hook_attempts (message_id);
create index if not exists hook_attempts_hook on hook_attempts (hook_id, created_at);
