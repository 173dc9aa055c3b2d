/** Pages made of the answers of a lake that is none. */
import {onTestFinished, vi} from 'vitest'
import {PageCache} from '../../web/src/cache/page-cache.ts'
import type {PageStore} from '../../web/src/cache/page-store.ts'
import {TagStates} from '../../web/src/cache/tag-states.ts'
import {openRenderer, type Render, type Rendered} from '../../web/src/rendering/door.ts'
import {PageMaker} from '../../web/src/rendering/page-maker.ts'
import type {AskForPage} from '../../web/src/rendering/reading.ts'

export const question = (ask: AskForPage, slug: string) =>
  ask<{title: string} | null>('*[slug.current == $slug][0]', {slug}, [`slug:${slug}`])

export const text = (body: string): Rendered => ({
  status: 200,
  headers: {'content-type': 'text/plain'},
  file: Buffer.from(body),
})

/** Each page shows the title of the document of its name; `/search` is made for one reader. */
const titles: Render = async (target, ask) => {
  if (target === '/search') return {...text('Found'), isFleeting: true}
  if (target === '/no/such/page') return undefined
  const found = await question(ask, target.slice(1))
  return found ? text(found.title) : {status: 404, headers: {}}
}

type Document = {_id: string; title: string}
type Ask = (query: string, params: Record<string, unknown>) => Promise<Document | null>

/** A page cache, and the maker that fills it from a lake which knows `documents`. */
export function openMaker(
  render: Render = titles,
  {
    store,
    ...options
  }: {
    patience?: number
    apartFor?: number
    apartAfterTimeout?: number
    store?: PageStore
    behind?: () => readonly string[]
  } = {},
) {
  openRenderer(render)
  onTestFinished(() => openRenderer(undefined as never))
  const documents = new Map<string, Document>()
  const ask = vi.fn<Ask>(async (_query, {slug}) => {
    await new Promise((resolve) => setTimeout(resolve, 1))
    return documents.get(String(slug)) ?? null
  })
  const failures: string[] = []
  const cache = new PageCache({tags: new TagStates(), ...(store ? {store} : {})})
  const maker = new PageMaker({
    cache,
    ask: ask as never,
    opened: async () => undefined,
    report: (target) => failures.push(target),
    ...options,
  })
  const read = async (path: string, options?: {renew: boolean}) => {
    const {status, body} = await maker.ask(path, options)
    return `${status} ${body.toString()}`
  }
  return {cache, documents, ask, failures, maker, read}
}

/** The title of what was found, or that nothing is there. */
export const shown = (found: {title: string} | null): Rendered =>
  found ? text(found.title) : {status: 404, headers: {}}
