/** Redirects over lakes that are made up: one that always knows, and one whose answers may be old. */
import {join} from 'node:path'
import {onTestFinished, vi} from 'vitest'
import {readChange, type Change} from '../../web/src/invalidation/change.ts'
import {Redirects, type RedirectsOptions} from '../../web/src/redirects/redirects.ts'
import {removeDirectory, temporaryDirectory} from './directory.ts'

export interface Addressed {
  _id?: string
  _type: string
  slug: string
  language?: string
  formerSlugs?: string[]
}

export function newDirectory(): string {
  const directory = temporaryDirectory('redirects')
  onTestFinished(() => removeDirectory(directory))
  return directory
}

/** A lake with these documents and redirects, which the site may write, and the site's memory of redirects over it. */
export function world(documents: Addressed[], rules: object[] = [], more: Partial<World> = {}) {
  const {directory = newDirectory(), ...options} = more
  const write = vi.fn<NonNullable<RedirectsOptions['write']>>(async (document) => {
    const at = rules.findIndex((one) => (one as {_id?: string})._id === document._id)
    rules.splice(at < 0 ? rules.length : at, 1, document)
    return {}
  })
  const redirects = new Redirects({
    ask: async <Answer>(query: string, {slugs}: Record<string, unknown>) => {
      if (query.startsWith('count(')) return (rules.length + documents.length || 1) as Answer
      return (
        Array.isArray(slugs)
          ? documents.filter(({slug}) => slugs.includes(slug))
          : {redirects: rules, former: documents.filter((one) => one.formerSlugs)}
      ) as Answer
    },
    origin: 'https://letters.example',
    file: join(directory, 'moved.json'),
    write,
    report: (error) => {
      throw error
    },
    ...options,
  })
  onTestFinished(async () => redirects.close())
  return {redirects, write}
}

interface World extends RedirectsOptions {
  directory: string
}

export const moved = (type: string, before: object, after: object): Change =>
  readChange({_id: 'x', _type: type, _rev: 'r', before, after, changed: {}}) as Change

export const leadsTo = (location: string) => ({status: 308, location})

/** A lake whose answers are those of a moment ago until it is told to catch up. */
export function laggingWorld() {
  const directory = temporaryDirectory('redirects')
  interface Contents {
    redirects: object[]
    live: Addressed[]
  }
  const lake = {
    shows: {redirects: [], live: []} as Contents,
    asked: 0,
    documents: 1,
    isAway: false,
    /** Settles when it answers what redirects there are. */
    answer: () => undefined as Promise<void> | undefined,
  }
  const superseded = new Set<string>()
  const write = vi.fn<NonNullable<RedirectsOptions['write']>>(async () => ({}))
  const redirects = new Redirects({
    ask: async <Answer>(query: string, {slugs}: Record<string, unknown>) => {
      if (lake.isAway) throw away
      if (query.startsWith('count(')) return lake.documents as Answer
      if (!Array.isArray(slugs)) {
        lake.asked++
        await lake.answer()
        return {redirects: lake.shows.redirects, former: []} as Answer
      }
      return lake.shows.live.filter(({slug}) => slugs.includes(slug)) as Answer
    },
    origin: 'https://letters.example',
    file: join(directory, 'moved.json'),
    isSuperseded: (_id, rev) => superseded.has(rev),
    write,
    report: (error) => {
      if (error !== away) throw error
    },
  })
  onTestFinished(async () => {
    await redirects.close()
    removeDirectory(directory)
  })
  return {lake, redirects, superseded, write}
}

export const away = new Error('The lake is away.')

export const aRedirect = (rev: string, to: string) => ({_id: 'r', _rev: rev, from: '/old', to})
export const told = (facts: object): Change =>
  readChange({_id: 'r', _type: 'redirect', changed: {}, ...facts}) as Change
export const renamed = (_id: string, before: string, after: string, _rev = _id): Change =>
  told({_id, _type: 'article', _rev, before: {slug: before}, after: {slug: after}})
