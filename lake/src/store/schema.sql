-- One dataset's database. Documents are JSON as clients see them; everything else is derived from them or is history.

create table documents (
  key integer primary key,      -- stable row number; `search.rowid` is the same
  id text not null unique,
  type text not null,
  rev text not null,
  created_at text not null,
  updated_at text not null,
  body text not null,           -- the whole document, `_id`, `_rev` and all
  -- The published id of the document's group, and the layer it lies in: '' published, 'drafts', or a release name.
  group_id text as (case
    when id glob 'drafts.*' then substr(id, 8)
    when id glob 'versions.?*.?*' and substr(id, 10, 1) <> '.' then substr(id, 10 + instr(substr(id, 10), '.'))
    else id end) virtual,
  layer text as (case
    when id glob 'drafts.*' then 'drafts'
    when id glob 'versions.?*.?*' and substr(id, 10, 1) <> '.' then substr(id, 10, instr(substr(id, 10), '.') - 1)
    else '' end) virtual
);
-- For the query planner (candidates.ts). Expression indexes need no code of the writer.
create index documents_layer on documents (layer, group_id);
create index documents_group on documents (group_id, layer);
create index documents_type on documents (type, id);
create index documents_type_group on documents (type, group_id, layer);
create index documents_updated on documents (type, updated_at);
create index documents_created on documents (type, created_at);
create index documents_published_at on documents (type, json_extract(body, '$.publishedAt'));
create index documents_published_at_odd on documents (type) where json_type(body, '$.publishedAt') not in ('text', 'null');
create index documents_slug on documents (json_extract(body, '$.slug.current'), type)
  where json_extract(body, '$.slug.current') is not null;
create index documents_own_ref on documents (key) where json_extract(body, '$._ref') is not null;
create index documents_sha1 on documents (json_extract(body, '$.sha1hash'))
  where json_extract(body, '$.sha1hash') is not null;

-- Every `_ref` in every document, one row each place counted once; exactly those that GROQ's `references()` sees.
create table refs (
  source text not null,
  target text not null,
  weak integer not null,
  type text not null,           -- of the source, so that referrers of a type are counted without reading them
  primary key (source, target, weak)
) without rowid;
create index refs_target on refs (target, type, source);

-- The transaction log. `seq` orders commits; `mutations` is what was applied, as history shows it.
create table transactions (
  seq integer primary key autoincrement,
  id text not null unique,
  timestamp text not null,
  author text not null,
  mutations text not null,
  request text not null,        -- digest of what the client sent: tells a retry from another use of the same id
  results text not null         -- [[documentId, operation], …], answered again to a retry
);
create index transactions_time on transactions (timestamp);

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
  id integer primary key,
  seq integer not null references transactions (seq),
  published_id text not null,
  body text not null
);
create index events_group on events (published_id, id);

-- Words of every document (`wordsOf`), for text::query() and `match`. `rowid` is `documents.key`. The text itself is not kept
-- a second time: ask for rowids, and read `documents`.
create virtual table search using fts5 (id unindexed, words, content = '', contentless_delete = 1,
  tokenize = 'unicode61 remove_diacritics 2', prefix = '2');

create table meta (key text primary key, value text not null) without rowid;
