/**
 * Copies of a lake that disagree: one lags behind, and each question meets the one or the other. In the end readers see what the newest
 * knows, although no list can tell by itself what it lacks, and nobody looks a second time.
 */
import {evaluate, parse} from 'groq-js'
import {setImmediate as turn, setTimeout as wait} from 'node:timers/promises'
import {expect, onTestFinished, test} from 'vitest'
import {PageCache} from '../../../web/src/cache/page-cache.ts'
import {TagStates} from '../../../web/src/cache/tag-states.ts'
import {allArticles} from '../../../web/src/content/lists.ts'
import {slugTag} from '../../../web/src/content/tags.ts'
import {Belief} from '../../../web/src/invalidation/belief.ts'
import {readChange, type Change} from '../../../web/src/invalidation/change.ts'
import {Invalidation} from '../../../web/src/invalidation/invalidation.ts'
import {openRenderer, type Rendered} from '../../../web/src/rendering/door.ts'
import {PageMaker} from '../../../web/src/rendering/page-maker.ts'
import {Renewals} from '../../../web/src/renewals/renewals.ts'
import {full, random, seed} from '../../support/sample.ts'

interface Article {
  _id: string
  _type: 'article'
  _rev: string
  _updatedAt: string
  title: string
  slug: {current: string}
  language: string
  publishedAt: string
}
type Copy = Map<string, Article>

const slugs = ['a', 'b', 'c', 'd']
const paths = ['/list', '/count', '/newest', ...slugs.map((slug) => `/articles/${slug}`)]

const listQuery = `*[_type == "article"] | order(_id asc) {_id, _rev, title}`
const newestQuery = `*[_type == "article"] | order(publishedAt desc, _id asc)[0...2] {_id, _rev, title}`
const oneQuery = `*[_type == "article" && slug.current == $slug][0]{_id, _rev, title}`

const file = (value: unknown): Rendered => ({
  status: 200,
  headers: {'content-type': 'text/plain'},
  file: Buffer.from(JSON.stringify(value)),
})

/** A list does not say of which revisions it is made. */
const inList = ({_id, title}: Pick<Article, '_id' | 'title'>) => ({_id, title})

/** What readers see when everybody knows everything. */
function truth(newest: Copy): Record<string, string> {
  const shown = ({_id, _rev, title}: Article) => ({_id, _rev, title})
  const all = [...newest.values()].toSorted((a, b) => (a._id < b._id ? -1 : 1))
  const byDate = all.toSorted((a, b) => b.publishedAt.localeCompare(a.publishedAt))
  const of = (slug: string) => all.find((one) => one.slug.current === slug)
  const bodyOf = (path: string) => {
    if (path === '/list') return `200 ${JSON.stringify(all.map(inList))}`
    if (path === '/count') return `200 ${all.length}`
    if (path === '/newest') return `200 ${JSON.stringify(byDate.slice(0, 2).map(inList))}`
    const one = of(path.slice('/articles/'.length))
    return one ? `200 ${JSON.stringify(shown(one))}` : '404 '
  }
  return Object.fromEntries(paths.map((path) => [path, bodyOf(path)]))
}

/** `isBehind`: is this question answered by the copy that lags? */
function openSite(isBehind: (query: string) => boolean) {
  const newest: Copy = new Map()
  let behind: Copy = new Map()
  let asked = 0
  const ask = async <Answer>(query: string, params: Record<string, unknown>): Promise<Answer> => {
    asked++
    await turn()
    const dataset = [...(isBehind(query) ? behind : newest).values()]
    const found = await evaluate(parse(query, {params}), {dataset, params})
    await turn()
    return (await found.get()) as Answer
  }
  openRenderer(async (target, askPage) => {
    const tags = [allArticles('en')]
    const list = async (query: string) => (await askPage<Article[]>(query, {}, tags)).map(inList)
    if (target === '/list') return file(await list(listQuery))
    if (target === '/newest') return file(await list(newestQuery))
    if (target === '/count') return file(await askPage(`count(${listQuery})`, {}, tags))
    const slug = target.slice('/articles/'.length)
    const found = await askPage(oneQuery, {slug}, [slugTag('article', slug, 'en')])
    return found ? file(found) : {status: 404, headers: {}}
  })
  onTestFinished(() => openRenderer(undefined as never))
  const cache = new PageCache({tags: new TagStates()})
  const belief = (cache.judge = new Belief({ask, clock: cache.tags}))
  const maker = new PageMaker({cache, ask, opened: async () => {}, report: () => {}})
  const shown = new Map<string, string>()
  const renewals = new Renewals({
    delay: () => 2,
    upcoming: (some) => maker.askAhead(some),
    async render(path) {
      const {status, body} = await maker.ask(path, {renew: true})
      const [doubt, record] = [cache.doubtOf(path), cache.at(path)]
      if (status >= 500 || doubt !== undefined) throw new Error(doubt ?? 'The lake is away.')
      if (record && cache.verdict(record) !== 'fresh') throw new Error('It has changed meanwhile.')
      shown.set(path, `${status} ${body.toString()}`)
    },
  })
  onTestFinished(() => renewals.close())
  const invalidation = new Invalidation({
    cache,
    renewals,
    belief,
    ask,
    revisionsOf: (path) => /"_rev":"(\w+)"/.exec(shown.get(path) ?? '')?.slice(1),
    patience: Array<number>(1_000).fill(2),
    secondLooks: [],
    askTogether: (some) => maker.askTogether(some),
  })
  return {
    newest,
    shown,
    renewals,
    apply: (change: Change) => invalidation.apply(change).catch(() => undefined),
    catchUp: () => (behind = new Map(newest)),
    asked: () => asked,
  }
}

type Site = ReturnType<typeof openSite>

const stateOf = (one: Article | undefined) =>
  one && {slug: one.slug.current, language: 'en', publishedAt: one.publishedAt}

const timeOf = (second: number) => new Date(1_700_000_000_000 + second * 1_000).toISOString()

/** Publish, correct, move or withdraw one of the articles; the webhook tells of it. */
function change(site: Site, next: () => number, at: number): Promise<unknown> {
  const slug = slugs[Math.floor(next() * slugs.length)] ?? 'a'
  const before = site.newest.get(`article-${slug}`)
  if (before && next() < 0.4) return write(site, slug, at)
  const publishedAt = before && next() < 0.5 ? before.publishedAt : timeOf(Math.floor(next() * 6))
  return write(site, slug, at, {title: `Title ${at}`, publishedAt})
}

/** Without fields it is withdrawn. */
function write(
  {newest, apply}: Pick<Site, 'newest' | 'apply'>,
  slug: string,
  at: number,
  fields?: Pick<Article, 'title' | 'publishedAt'>,
): Promise<unknown> {
  const _id = `article-${slug}`
  const before = newest.get(_id)
  const time = timeOf(at)
  const after: Article | undefined = fields && {
    _id,
    _type: 'article',
    _rev: `r${at}`,
    _updatedAt: time,
    slug: {current: slug},
    language: 'en',
    ...fields,
  }
  if (after) newest.set(_id, after)
  else newest.delete(_id)
  return apply(
    readChange({
      _id,
      _type: 'article',
      _rev: after?._rev,
      _updatedAt: time,
      previousRev: before?._rev,
      before: stateOf(before) ?? null,
      after: stateOf(after) ?? null,
    }) as Change,
  )
}

const rounds = full ? 500 : 25

test(`whichever copy answers, readers see in the end what the newest knows (seed ${seed})`, async () => {
  for (let round = 0; round < rounds; round++) {
    const next = random(seed + round)
    const site = openSite(() => next() >= 0.5)
    for (const path of paths) await site.renewals.now(path)

    for (let at = 1; at <= 6; at++) {
      const told = change(site, next, at)
      if (next() < 0.5) await told
      if (next() < 0.3) await wait(next() * 5)
      if (next() < 0.3) site.catchUp()
    }
    await wait(next() * 10)
    site.catchUp()

    await expect
      .poll(() => [site.renewals.size, Object.fromEntries(site.shown)], {
        interval: 2,
        timeout: 20_000,
      })
      .toEqual([0, truth(site.newest)])
    site.renewals.close()
  }
})

test('a newcomer whose date is set back at once is in its place, though lists were asked of a copy that did not know it', async () => {
  let isLagging = true
  const site = openSite((query) => isLagging && query.includes('order(publishedAt'))
  for (const [i, slug] of ['a', 'b'].entries())
    await write(site, slug, i + 1, {title: slug, publishedAt: timeOf(i + 1)})
  site.catchUp()
  for (const path of paths) await site.renewals.now(path)

  await write(site, 'c', 3, {title: 'c', publishedAt: timeOf(9)})
  await expect.poll(() => site.shown.get('/articles/c'), {interval: 2}).toContain('r3')
  await write(site, 'c', 4, {title: 'c', publishedAt: '2023-11-14T22:13:21.500Z'}) // behind b, and before a
  await expect.poll(() => site.shown.get('/articles/c'), {interval: 2}).toContain('r4')
  await wait(20)
  isLagging = false

  await expect
    .poll(() => [site.renewals.size, Object.fromEntries(site.shown)], {interval: 2})
    .toEqual([0, truth(site.newest)])
})

test('a lake of one copy is asked no question more', async () => {
  const site = openSite(() => false)
  for (const path of paths) await site.renewals.now(path)
  const before = site.asked()

  await change(site, random(seed), 1)
  await expect.poll(() => site.renewals.size, {interval: 2}).toBe(0)

  // The article, the lists, their number, and who refers to it and what is beside it.
  expect(site.asked() - before).toBe(5)
  expect(Object.fromEntries(site.shown)).toEqual(truth(site.newest))
})
