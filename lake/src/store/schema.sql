-- One dataset's database. Documents are JSON as clients see them; everything else is derived from them or is history.

create table documents (
  id text primary key,
  type text not null,
  rev text not null,
  created_at text not null,
  updated_at text not null,
  body text not null            -- the whole document, `_id`, `_rev` and all
);
create index documents_type on documents (type, id);
create index documents_slug on documents (type, json_extract(body, '$.slug.current'))
  where json_extract(body, '$.slug.current') is not null;

-- Every `_ref` in every document, one row each place counted once.
create table refs (
  source text not null,
  target text not null,
  weak integer not null,
  primary key (source, target, weak)
) without rowid;
create index refs_target on refs (target, source);

-- The transaction log. `seq` orders commits; `mutations` is what the client sent.
create table transactions (
  seq integer primary key autoincrement,
  id text not null unique,
  timestamp text not null,
  author text not null,
  mutations text not null
);

-- One row a changed document a transaction. `after` rebuilds any revision without replaying the log.
create table revisions (
  seq integer not null references transactions (seq),
  document_id text not null,
  previous_rev text,            -- null: it did not exist
  after text,                   -- the document as JSON; null: deleted
  mutations text not null,
  apply text not null,          -- mendoza
  revert text not null,
  primary key (document_id, seq)
) without rowid;
create index revisions_seq on revisions (seq);

-- What happened to a group of versions (published, draft, releases), as Studio's history list reads it.
create table events (
  seq integer not null references transactions (seq),
  published_id text not null,
  body text not null
);
create index events_group on events (published_id, seq);

-- Words of every document, for text::query() and `match`.
create virtual table search using fts5 (id unindexed, words, tokenize = 'unicode61 remove_diacritics 2');

create table meta (key text primary key, value text not null) without rowid;
