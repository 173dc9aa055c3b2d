/**
 * Moves of which nobody told. Where nothing is any more, the page at hand still shows the document that was there: if that is
 * published at another address now, it has moved.
 */
import type {PageCache} from '../cache/page-cache.ts'
import type {PageRecord} from '../cache/page.ts'
import type {AskLake} from '../content/questions.ts'
import {idShownBy} from '../content/shown.ts'
import {wellTyped} from '../content/well-typed.ts'
import {addressesOf, between, type Move} from './moves.ts'
import type {LiveDocument} from './stored.ts'

const query = `*[_id in $ids && _type in ["article", "author", "page", "topic"] && defined(slug.current)] {
  _id, _type, "slug": slug.current, language
}`

/** `gone`: the tags of addresses at which nothing stands. Fails when the lake cannot be asked. */
export async function movesMissed(
  gone: string[],
  {cache, ask}: {cache: Pick<PageCache, 'carrying'>; ask: AskLake},
): Promise<Move[]> {
  const pages = cache.carrying(gone).filter(({status}) => status === 200)
  const ids = [...new Set(pages.flatMap(ownersOf))]
  if (ids.length === 0) return []
  const found = wellTyped(await ask<LiveDocument[]>(query, {ids}))
  return pages.flatMap((page) =>
    found.filter(({_id}) => ownersOf(page).includes(_id)).flatMap((one) => movesOf(page, one)),
  )
}

/** Whose page it may be: an article's shows its authors as completely as itself, and they are told apart by their type. */
const ownersOf = ({tags}: PageRecord): string[] =>
  tags.flatMap((tag) => (/^(?:full|subject)[.:]/.test(tag) ? (idShownBy(tag) ?? []) : []))

function movesOf({path = ''}: PageRecord, {_type, slug, language}: LiveDocument): Move[] {
  const old = {
    slug: decodeURIComponent(path.slice(path.lastIndexOf('/') + 1)),
    language: path.startsWith('/fr/') ? 'fr' : 'en',
  }
  const addresses = addressesOf(_type, old)
  return addresses.includes(path) ? between(addresses, addressesOf(_type, {slug, language})) : []
}
