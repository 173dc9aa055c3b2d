/**
 * Asset documents carry the full address of their file. When the lake moves to another port or host, the addresses are
 * rewritten at start: in the documents only, for this is no change of content and so none of history.
 */
import type {Database} from './database.ts'

const META_KEY = 'publicUrl'

export function rewriteAssetUrls({prepare, transact}: Database, publicUrl: string): void {
  const base = prepare('select value from meta where key = ?').get(META_KEY)?.value
  if (base === publicUrl) return
  transact(() => {
    prepare(
      `update documents set body = json_set(body, '$.url', :base || '/' || json_extract(body, '$.path'))
       where type in ('sanity.imageAsset', 'sanity.fileAsset')
         and json_type(body, '$.path') = 'text' and json_type(body, '$.url') = 'text'`,
    ).run({base: publicUrl})
    prepare(
      'insert into meta (key, value) values (?, ?) on conflict (key) do update set value = excluded.value',
    ).run(META_KEY, publicUrl)
  })
}
