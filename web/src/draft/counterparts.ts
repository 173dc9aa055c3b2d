/**
 * Where the masthead of the page that Next is rendering leads in other languages. Readers' pages have it from their own metadata
 * (`rendering/render.tsx`); Next asks a page for that by itself, and its layout cannot see the answer. So the page is asked once more.
 */
import {headers} from 'next/headers'
import type {Counterparts} from '../metadata.ts'
import {placeAt} from '../rendering/table.ts'
import {targetHeader} from './inner-headers.ts'

/** None where there is no page: what is wrong, the page itself says. */
export async function counterpartsInDraft(): Promise<Counterparts> {
  const target = (await headers()).get(targetHeader) ?? '/'
  const {pathname, searchParams} = new URL(target, 'http://site')
  const place = placeAt(pathname)
  if (!place || !('page' in place)) return {}
  const asked = place.page.generateMetadata({
    params: Promise.resolve(place.params as never),
    searchParams: Promise.resolve(Object.fromEntries(searchParams)),
  })
  const {counterparts} = await asked.catch(() => ({counterparts: undefined}))
  return counterparts ?? {}
}
