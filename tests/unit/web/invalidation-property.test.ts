/**
 * Both directions, over random content: after a change no page that would look different is left standing, and none that looks
 * the same is made again. The table and the tags are the site's own; lake and pages are models as small as they can be.
 */
import {expect, test} from 'vitest'
import {
  allArticles,
  allAuthors,
  allTopics,
  articlesOfAuthor,
  articlesOfTopic,
} from '../../../web/src/content/lists.ts'
import {shownIn} from '../../../web/src/content/shown.ts'
import {slugTag} from '../../../web/src/content/tags.ts'
import {
  readChange,
  type Change,
  type DocumentState,
  type WatchedField,
} from '../../../web/src/invalidation/change.ts'
import {effectOf, neighboursNeeded, type Dependent} from '../../../web/src/invalidation/table.ts'
import {watchedFields} from '../../../web/src/invalidation/webhook-rule.ts'
import {full, random, seed} from '../../support/sample.ts'

interface Doc {
  _id: string
  _type: 'article' | 'author' | 'topic' | 'callToAction'
  [field: string]: unknown
}
type Lake = Map<string, Doc>

interface Page {
  content: string
  tags: Set<string>
}

const ids = (value: unknown): string[] => (Array.isArray(value) ? (value as string[]) : [])
const slugOf = (doc: Doc | undefined) => (doc?.slug as string | undefined) ?? null

/** The questions of `content/`, over the model. */
function site(lake: Lake): Map<string, Page> {
  const all = (type: Doc['_type']) => [...lake.values()].filter(({_type}) => _type === type)
  const refs = <T>(value: unknown, project: (doc: Doc) => T) =>
    ids(value).map((id) => (lake.has(id) ? project(lake.get(id)!) : null))
  const one = (type: Doc['_type'], slug: string) => all(type).find((doc) => doc.slug === slug)
  const authorLink = ({_id, name, slug, credentials}: Doc) => ({_id, name, slug, credentials})
  const topicLink = ({_id, title, slug}: Doc) => ({_id, title, slug})
  const author = (doc: Doc) => ({
    ...authorLink(doc),
    jobTitle: doc.jobTitle,
    bio: doc.bio ?? null,
    topics: refs(doc.topics, topicLink),
  })
  const topic = (doc: Doc) => ({...topicLink(doc), description: doc.description ?? null})
  const card = (doc: Doc) => ({
    _id: doc._id,
    title: doc.title,
    slug: doc.slug,
    standfirst: doc.standfirst ?? null,
    publishedAt: doc.publishedAt,
    authors: refs(doc.authors, authorLink),
    topics: refs(doc.topics, topicLink),
  })
  const articles = all('article')
    .filter(({slug, publishedAt}) => slug && publishedAt)
    .toSorted(
      (a, b) =>
        String(b.publishedAt).localeCompare(String(a.publishedAt)) || (a._id < b._id ? -1 : 1),
    )
  const pages = new Map<string, Page>()
  const put = (path: string, ...answers: [tag: string, answer: unknown][]) =>
    pages.set(path, {
      content: JSON.stringify(answers.map(([, answer]) => answer)),
      tags: new Set(answers.flatMap(([tag, answer]) => [tag, ...shownIn(answer)])),
    })

  put('/', [allArticles, articles.slice(0, 3).map(card)])
  put('/articles', [allArticles, [articles.slice(0, 5).map(card), articles.length]])
  put('/articles/page/2', [allArticles, [articles.slice(5, 10).map(card), articles.length]])
  put('/authors', [
    allAuthors,
    all('author')
      .filter(({slug}) => slug)
      .toSorted(by('name'))
      .map(author),
  ])
  put('/topics', [
    allTopics,
    all('topic')
      .filter(({slug}) => slug)
      .toSorted(by('title'))
      .map(topic),
  ])
  for (const slug of slugs) {
    const found = one('article', slug)
    const [first] = ids(found?.topics).filter((id) => lake.has(id))
    const others = articles.filter(
      (doc) => doc !== found && (!first || ids(doc.topics).includes(first)),
    )
    const at = String(found?.publishedAt ?? '')
    put(
      `/articles/${slug}`,
      [
        slugTag('article', slug),
        found && {
          ...card(found),
          body: found.body ?? null,
          authors: refs(found.authors, author),
          related: refs(found.related, card),
          callToAction: refs(found.callToAction, ({_id, text}) => ({_id, heading: null, text})),
        },
      ],
      ...(found
        ? [
            [
              first ? articlesOfTopic(first) : allArticles,
              [
                others.slice(0, 2).map(card),
                others
                  .filter((doc) => String(doc.publishedAt) < at)
                  .slice(0, 1)
                  .map(card),
                others
                  .filter((doc) => String(doc.publishedAt) > at)
                  .slice(-1)
                  .map(card),
              ],
            ] as [string, unknown],
          ]
        : []),
    )
    for (const [type, folder, listOf, project] of [
      ['author', 'authors', articlesOfAuthor, author],
      ['topic', 'topics', articlesOfTopic, topic],
    ] as const) {
      const doc = one(type, slug)
      const listed = articles.filter((article) => doc && ids(article[folder]).includes(doc._id))
      put(
        `/${folder}/${slug}`,
        [slugTag(type, slug), doc && project(doc)],
        ...(doc ? [[listOf(doc._id), listed.map(card)] as [string, unknown]] : []),
      )
    }
  }
  return pages
}

const by = (field: string) => (a: Doc, b: Doc) =>
  String(a[field]).localeCompare(String(b[field])) || (a._id < b._id ? -1 : 1)

const slugs = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
const kinds = {article: 8, author: 3, topic: 3, callToAction: 2} as const

function aDocument(id: string, type: Doc['_type'], next: () => number): Doc {
  const word = () => `w${Math.floor(next() * 1e6)}`
  const some = (kind: 'article' | 'author' | 'topic' | 'callToAction', most: number) => [
    ...new Set(
      Array.from(
        {length: Math.floor(next() * (most + 1))},
        () => `${kind}-${Math.floor(next() * kinds[kind])}`,
      ),
    ),
  ]
  const slug = type === 'callToAction' ? undefined : slugs[Number(id.split('-')[1]) % slugs.length]
  const base = {_id: id, _type: type, slug: next() < 0.9 ? slug : undefined}
  if (type === 'author')
    return {
      ...base,
      name: word(),
      credentials: word(),
      jobTitle: word(),
      bio: word(),
      topics: some('topic', 2),
    }
  if (type === 'topic') return {...base, title: word(), description: word()}
  if (type === 'callToAction') return {...base, text: word()}
  return {
    ...base,
    title: word(),
    standfirst: word(),
    body: word(),
    publishedAt: `2026-01-${10 + Math.floor(next() * 80)}`,
    authors: some('author', 2),
    topics: some('topic', 2),
    related: some('article', 2).filter((other) => other !== id),
    callToAction: some('callToAction', 1),
  }
}

function aLake(next: () => number): Lake {
  const lake: Lake = new Map()
  for (const [type, count] of Object.entries(kinds)) {
    for (let i = 0; i < count; i++) {
      const id = `${type}-${i}`
      if (next() < 0.85) lake.set(id, aDocument(id, type as Doc['_type'], next))
    }
  }
  return lake
}

const stateOf = (doc: Doc | undefined): Partial<DocumentState> | null =>
  doc ? {slug: slugOf(doc), authors: ids(doc.authors), topics: ids(doc.topics)} : null

/** As the lake's webhook tells it. */
function told(before: Doc | undefined, after: Doc | undefined): Change {
  const doc = (after ?? before)!
  const change = readChange({
    _id: doc._id,
    _type: doc._type,
    _rev: 'r',
    before: stateOf(before),
    after: stateOf(after),
    changed: Object.fromEntries(
      watchedFields.map((field) => [
        field,
        JSON.stringify(before?.[field]) !== JSON.stringify(after?.[field]),
      ]),
    ),
  })
  if (typeof change === 'string') throw new Error(change)
  return change
}

function neighbours(change: Change, lake: Lake) {
  const needed = neighboursNeeded(change)
  const refersTo = (targets: string[]) =>
    [...lake.values()].filter((doc) =>
      Object.values(doc).some((value) => ids(value).some((id) => targets.includes(id))),
    )
  const dependent = (doc: Doc): Dependent => ({
    id: doc._id,
    type: doc._type,
    slug: slugOf(doc),
    authors: ids(doc.authors),
    topics: ids(doc.topics),
  })
  const direct = needed.direct ? refersTo([change.id]) : []
  const articles = direct.filter(({_type}) => _type === 'article').map(({_id}) => _id)
  const behind = needed.behind ? refersTo(articles).filter(({_type}) => _type === 'article') : []
  return {direct: direct.map(dependent), behind: behind.map(dependent)}
}

interface Outcome {
  changed: string[]
  cleared: string[]
}

function outcomeOf(lake: Lake, id: string, after: Doc | undefined): Outcome {
  const before = lake.get(id)
  const pagesBefore = site(lake)
  const lakeAfter = new Map(lake)
  if (after) lakeAfter.set(id, after)
  else lakeAfter.delete(id)
  const pagesAfter = site(lakeAfter)
  const change = told(before, after)
  const tags = new Set(effectOf(change, neighbours(change, lakeAfter)).tags)
  const paths = [...pagesBefore.keys()]
  return {
    changed: paths.filter(
      (path) => pagesBefore.get(path)?.content !== pagesAfter.get(path)?.content,
    ),
    cleared: paths.filter((path) =>
      [...(pagesBefore.get(path)?.tags ?? [])].some((tag) => tags.has(tag)),
    ),
  }
}

const rounds = full ? 5_000 : 400
const pick = <T>(list: readonly T[], next: () => number): T =>
  list[Math.floor(next() * list.length)]!

test(`nothing stale is left, whatever appears, changes or goes (seed ${seed})`, () => {
  const next = random(seed)
  for (let round = 0; round < rounds; round++) {
    const lake = aLake(next)
    const type = pick(['article', 'author', 'topic', 'callToAction'] as const, next)
    const id = `${type}-${Math.floor(next() * kinds[type])}`
    const known = lake.get(id)
    const fresh = aDocument(id, type, next)
    const field = pick(Object.keys(fresh).slice(2), next)
    const after = !known
      ? fresh
      : next() < 0.2
        ? undefined
        : next() < 0.5
          ? fresh
          : {...known, [field]: fresh[field]}

    const {changed, cleared} = outcomeOf(lake, id, after as Doc | undefined)

    const stale = changed.filter((path) => !cleared.includes(path))
    expect(stale, `round ${round}: ${id} ${field} ${after ? 'changed' : 'went'}`).toEqual([])
  }
})

/** Fields that only show; the others also decide what stands in which list, and clear the whole list. */
const showing: Record<'article' | 'author' | 'topic' | 'callToAction', WatchedField[]> = {
  article: ['title', 'standfirst', 'body'],
  author: ['credentials', 'bio', 'jobTitle'],
  topic: ['description'],
  callToAction: [],
}

test(`nothing fresh is made again because of what a page shows (seed ${seed})`, () => {
  const next = random(seed + 1)
  for (let round = 0; round < rounds; round++) {
    const lake = aLake(next)
    const type = pick(['article', 'author', 'topic'] as const, next)
    const id = `${type}-${Math.floor(next() * kinds[type])}`
    const known = lake.get(id)
    if (!known?.slug) continue
    const field = pick(showing[type], next)

    const {changed, cleared} = outcomeOf(lake, id, {...known, [field]: 'something new'})

    expect(cleared.toSorted(), `round ${round}: ${field} of ${id}`).toEqual(changed.toSorted())
  }
})
