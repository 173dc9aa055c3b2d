/** The site as small as it can be: every page as the answers that it is made of, with the tags of its questions. */
import {
  addressesIn,
  addressesInYears,
  allArticles,
  allAuthors,
  allPages,
  allTopics,
  articlesOfAuthor,
  articlesOfTopic,
  besideArticle,
  everyAddress,
  feedOfAuthor,
  feedOfSite,
  feedOfTopic,
  frenchOf,
  partsOfLists,
  translationsOf,
} from '../../web/src/content/lists.ts'
import {lakeRefused} from '../../web/src/errors.ts'
import {BESIDE, REACH} from '../../web/src/content/fragments.ts'
import {frenchFields, inPageLanguage} from '../../web/src/content/french.ts'
import {shownIn, shownTag} from '../../web/src/content/shown.ts'
import {
  settingsFields,
  tagsOfRead,
  type ReadField,
  type SettingsField,
} from '../../web/src/content/settings-fields.ts'
import {addressTag, slugTag} from '../../web/src/content/tags.ts'
import type {AskLake} from '../../web/src/content/questions.ts'

export const modelTypes = [
  'article',
  'author',
  'topic',
  'callToAction',
  'page',
  'siteSettings',
] as const
export type ModelType = (typeof modelTypes)[number]

export interface ModelDocument {
  _id: string
  _type: ModelType
  [field: string]: unknown
}
export type ModelLake = ReadonlyMap<string, ModelDocument>

interface ModelPage {
  content: string
  tags: Set<string>
}

export const modelSlugs = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
export const modelYears = ['2025', '2026']
const codes = ['en', 'fr'] as const
const atMost = {front: 2, archive: 3, feed: 3}

export const idsIn = (value: unknown): string[] => (Array.isArray(value) ? (value as string[]) : [])

type Answer = [tags: string | string[], answer: unknown]

/** What not every page with a frame reads. */
const outsideFrames: SettingsField[] = ['defaultImage', 'disclaimer', 'timeZone']

const pick = (doc: ModelDocument, ...fields: string[]) => ({
  _id: doc._id,
  ...Object.fromEntries(fields.map((field) => [field, doc[field] ?? null])),
})

const by = (field: string) => (a: ModelDocument, b: ModelDocument) =>
  String(a[field]).localeCompare(String(b[field])) || (a._id < b._id ? -1 : 1)

/** The nearest articles on either side of one, among those of a topic or among all of its language. */
function beside(articles: ModelDocument[], one: ModelDocument | undefined, topic?: string) {
  if (!one?.publishedAt) return {older: [], newer: []}
  const newestFirst = articles
    .filter((doc) => doc !== one && (!topic || idsIn(doc.topics).includes(topic)))
    .toSorted((a, b) => -by('publishedAt')(a, b))
  const isOlder = (doc: ModelDocument) => by('publishedAt')(doc, one) < 0
  return {
    older: newestFirst.filter(isOlder),
    newer: newestFirst.filter((doc) => !isOlder(doc)).toReversed(),
  }
}

/** When it was made: not in the order of ids. */
export const madeAt = ({_id}: ModelDocument): string =>
  `2020-01-0${1 + ((5 * Number(_id.split('-')[1] ?? 0)) % 8)}`

const withAddress: readonly string[] = ['article', 'author', 'page', 'topic']

const placeOf = ({_type, slug, language}: ModelDocument): string | undefined =>
  slug && withAddress.includes(_type) ? `${_type} ${slug as string} ${String(language)}` : undefined

/** Ids of documents that stand behind an older one at their address. */
export function standingBehind(lake: ModelLake): Set<string> {
  const places = new Set<string>()
  const behind = new Set<string>()
  for (const doc of [...lake.values()].toSorted((a, b) => (madeAt(a) < madeAt(b) ? -1 : 1))) {
    const place = placeOf(doc)
    if (place === undefined) continue
    if (places.has(place)) behind.add(doc._id)
    places.add(place)
  }
  return behind
}

/** What is asked of documents at addresses, answered as a webhook tells it. */
function atAddresses(
  lake: ModelLake,
  params: Record<string, unknown>,
  tell: (doc: ModelDocument) => object,
): unknown {
  const {types, type, slugs} = params
  const some = (kinds: string[]) =>
    [...lake.values()].filter((doc) => kinds.includes(doc._type) && doc.slug)
  if (Array.isArray(types)) return some(types as string[]).map(tell)
  if (Array.isArray(slugs))
    return some([String(type)])
      .filter(({slug}) => slugs.includes(slug))
      .map(tell)
  const counted = (kind: string) => {
    const found = some([kind])
    return [kind, [found.length, new Set(found.map(placeOf)).size]]
  }
  return Object.fromEntries(withAddress.map(counted))
}

const isCount = (params: Record<string, unknown>) => Object.keys(params).length === 0

/** The lake as `web/src/invalidation` asks it, one question at a time. */
export const askModel =
  (lake: ModelLake, tell: (doc: ModelDocument) => object): AskLake =>
  async <Answer>(query: string, params: Record<string, unknown>) => {
    if (query.startsWith('{"q0"')) throw lakeRefused(400, 'One by one.')
    if ('slugs' in params || 'types' in params || isCount(params))
      return atAddresses(lake, params, tell) as Answer
    if ('of' in params) return frenchArticles(lake, String(params.of), params).length as Answer
    if ('after' in params) return dependentsIn(lake, String(params.id)) as Answer
    const one = lake.get(String(params.id))
    if (!('publishedAt' in params)) return (one?.publishedAt ?? null) as Answer
    const behind = new Set(idsIn(params.behind))
    const articles = [...lake.values()].filter(
      (doc) =>
        doc._type === 'article' &&
        doc.slug &&
        doc.publishedAt &&
        doc.language === params.language &&
        !behind.has(doc._id),
    )
    const isFree = (doc: ModelDocument) => !idsIn(doc.topics).some((topic) => lake.has(topic))
    const {older, newer} = beside(articles, one, params.topic as string | undefined)
    const shown = (doc: ModelDocument) => ({_id: doc._id, isFree: isFree(doc)})
    return {
      older: older.slice(0, 2 * REACH).map(shown),
      newer: newer.slice(0, REACH).map(shown),
    } as Answer
  }

const dependentsIn = (lake: ModelLake, id: string) =>
  [...lake.values()]
    .filter((doc) => Object.values(doc).some((value) => idsIn(value).includes(id)))
    .map(({_id, _type, translations}) => ({
      id: _id,
      type: _type,
      isTranslated: idsIn(translations).includes(id),
    }))

/** What is there in French of a topic or by an author, besides `id` and as far as it was written before. */
interface Besides {
  id?: unknown
  before?: unknown
  behind?: unknown
}

const frenchArticles = (
  lake: ModelLake,
  of: string,
  {id, before, behind = [...standingBehind(lake)]}: Besides = {},
): ModelDocument[] =>
  [...lake.values()].filter(
    ({_id, _type, slug, publishedAt, language, authors, topics}) =>
      _type === 'article' &&
      _id !== id &&
      !idsIn(behind).includes(_id) &&
      slug &&
      publishedAt &&
      language === 'fr' &&
      before !== '' &&
      [...idsIn(authors), ...idsIn(topics)].includes(of),
  )

/** The questions of `content/`, over the model. */
export function modelSite(lake: ModelLake): Map<string, ModelPage> {
  const all = (type: ModelType) => [...lake.values()].filter(({_type}) => _type === type)
  const behind = standingBehind(lake)
  const seen = (type: ModelType) => all(type).filter(({_id}) => !behind.has(_id))
  const refs = <T>(value: unknown, project: (doc: ModelDocument) => T) =>
    idsIn(value).map((id) => (lake.has(id) ? project(lake.get(id)!) : null))
  const settings = lake.get('siteSettings')
  /** Of the pages that are made. */
  let language: (typeof codes)[number] = 'en'
  /** With its words in French, where a page in French asks for them. */
  const inBoth = <Doc extends object>(
    own: Doc,
    doc: ModelDocument | undefined,
    fields: readonly string[],
  ) => {
    const written = (doc?.french ?? {}) as Record<string, unknown>
    const french = Object.fromEntries(fields.map((field) => [field, written[field] ?? null]))
    return {...own, french: language === 'fr' ? french : null}
  }
  /** What a page shows of the settings, with the tags of what it has read. */
  const site = (...fields: SettingsField[]): Answer => {
    const words: readonly string[] = frenchFields.siteSettings
    const read = fields.map((field): ReadField =>
      language === 'fr' && words.includes(field) ? (`${field}.fr` as ReadField) : field,
    )
    const own = Object.fromEntries(fields.map((field) => [field, settings?.[field] ?? null]))
    const asked = words.filter((field) => fields.some((one) => one === field))
    const shown = settings ? [shownTag(settings._id, 'full', language === 'fr' ? '.fr' : '')] : []
    return [[...tagsOfRead(new Set(read)), ...shown], inBoth(own, settings, asked)]
  }
  const frame = settingsFields.filter((field) => !outsideFrames.includes(field))
  /** Of all that is listed on a page, at least one thing has a date. */
  const dates = (some: ModelDocument[]): SettingsField[] => (some.length > 0 ? ['timeZone'] : [])
  const shared = (doc: ModelDocument | undefined): SettingsField[] =>
    doc?.heroImage ? [] : ['defaultImage']

  const link = (doc: ModelDocument) => pick(doc, 'title', 'slug', 'language')
  const topicTitle = (doc: ModelDocument) => inBoth(pick(doc, 'title'), doc, ['title'])
  const topicLink = (doc: ModelDocument) => inBoth(pick(doc, 'title', 'slug'), doc, ['title'])
  const topic = (doc: ModelDocument) =>
    inBoth(pick(doc, 'title', 'slug', 'description'), doc, frenchFields.topic)
  const author = (doc: ModelDocument) => ({
    ...inBoth(
      pick(
        doc,
        'name',
        'slug',
        'credentials',
        'jobTitle',
        'portrait',
        'portraitAlt',
        'bio',
        'links',
      ),
      doc,
      frenchFields.author,
    ),
    topics: refs(doc.topics, topicLink),
  })
  const card = (doc: ModelDocument) => ({
    ...pick(doc, 'title', 'slug', 'language', 'standfirst', 'heroImage', 'publishedAt'),
    authors: refs(doc.authors, (one) => pick(one, 'name')),
    topics: refs(doc.topics, topicTitle),
  })
  const text = (doc: ModelDocument) => ({
    ...pick(doc, 'title', 'slug', 'language', 'standfirst', 'publishedAt', 'updatedAt', 'body'),
    ...pick(doc, 'formerSlugs', 'heroImage'),
    authors: refs(doc.authors, (one) => pick(one, 'name', 'slug')),
    topics: refs(doc.topics, topicTitle),
  })
  const signature = (doc: ModelDocument) => inBoth(pick(doc, 'name', 'credentials'), doc, [])
  const twin = (doc: ModelDocument) => ({
    ...pick(doc, 'title', 'slug', 'language', 'standfirst', 'publishedAt', 'updatedAt', 'body'),
    ...pick(doc, 'reviewedAt', 'changeNotes'),
    authors: refs(doc.authors, signature),
    reviewedBy: refs(doc.reviewedBy, signature),
  })
  const whole = (doc: ModelDocument) => ({
    ...card(doc),
    ...pick(doc, 'body', 'updatedAt', 'noindex', 'reviewedAt', 'changeNotes'),
    authors: refs(doc.authors, author),
    topics: refs(doc.topics, topicLink),
    reviewedBy: refs(doc.reviewedBy, (one) =>
      inBoth(pick(one, 'name', 'slug', 'credentials'), one, []),
    ),
    related: refs(doc.related, card),
    callToAction: refs(doc.callToAction, (one) =>
      inBoth(pick(one, 'heading', 'text'), one, ['heading', 'text']),
    ),
  })

  const pages = new Map<string, ModelPage>()
  const put = (path: string, ...answers: Answer[]) =>
    pages.set(path, {
      content: JSON.stringify(answers.map(([, answer]) => inPageLanguage(answer))),
      tags: new Set(answers.flatMap(([named, answer]) => [named, shownIn(answer)].flat(2))),
    })

  const dated = seen('article')
    .filter(({slug, publishedAt}) => slug && publishedAt)
    .toSorted(by('publishedAt'))
    .toReversed()
  const addresses = dated
    .filter(({noindex}) => !noindex)
    .map(({slug, language, publishedAt, updatedAt}) => [slug, language, publishedAt, updatedAt])
  const standing = (['page', 'author', 'topic'] as const).map((type) =>
    seen(type)
      .toSorted(by('_id'))
      .flatMap(({_id, slug, language, body}) =>
        slug && (type !== 'page' || body)
          ? [[slug, type === 'page' ? language : frenchArticles(lake, _id).length > 0]]
          : [],
      ),
  )
  put('/sitemap.xml', site('languages'), [everyAddress, [addresses, ...standing]])
  put('/sitemap-pages.xml', site('languages'), [addressesIn('pages'), standing])
  for (const year of modelYears) {
    const inYear = addresses.filter(([, , publishedAt]) => String(publishedAt).startsWith(year))
    put(`/sitemap-${year}.xml`, site('languages'), [[addressesIn(year), addressesInYears], inYear])
  }

  for (const code of codes) {
    language = code
    const topics = seen('topic')
      .filter(({slug}) => slug)
      .toSorted(by('_id'))
      .map(topic)
    const prefix = code === 'en' ? '' : '/fr'
    const articles = dated.filter(({language}) => language === code)
    const foot = (...fields: SettingsField[]): Answer[] => [
      site(...frame, ...fields),
      [
        allPages(code),
        seen('page')
          .filter(({slug, language, body}) => slug && body && language === code)
          .toSorted(by('title'))
          .map(link),
      ],
    ]
    const archive = (from: number) => [
      articles.slice(from, from + atMost.archive).map(card),
      articles.length,
    ]
    const newest = articles.slice(0, atMost.front)
    const isOn = (topicId: string) => (doc: ModelDocument) => idsIn(doc.topics).includes(topicId)
    const shown = new Set(newest.map(({_id}) => _id))
    const unseenOf = (some: ModelDocument[]) => some.filter(({_id}) => !shown.has(_id))
    const news = topics.map(({_id}) => {
      const written = articles.filter(isOn(_id))
      const from = newest.filter(isOn(_id)).length
      const asked = [written.slice(from, from + atMost.front)]
      while (asked.length <= 3 && asked.at(-1)!.length === atMost.front) {
        if (unseenOf(asked.at(-1)!).length > 0) break
        const start = from + asked.length * atMost.front
        asked.push(written.slice(start, start + atMost.front))
      }
      const unseen = unseenOf(asked.at(-1)!)
      for (const doc of unseen) shown.add(doc._id)
      return {_id, asked, isSeen: written.length > 0 && unseen.length === 0}
    })
    const one = (type: ModelType, slug: string) =>
      seen(type).find((doc) => doc.slug === slug && (doc.language ?? code) === code)
    const feed = (some: ModelDocument[]) =>
      some
        .filter(({noindex}) => !noindex)
        .slice(0, atMost.feed)
        .map(text)

    put(
      prefix || '/',
      ...foot('defaultImage', ...dates(articles)),
      [allArticles(code), newest.map(card)],
      [allTopics, topics.map((one) => topicLink(lake.get(one._id)!))],
      [[allArticles(code), partsOfLists], articles.length > atMost.front],
      ...news.map(({_id, asked}): Answer => [
        [articlesOfTopic(_id, code), partsOfLists],
        asked.map((some) => some.map(link)),
      ]),
      [allTopics, topics.filter((_, i) => news[i]?.isSeen)],
    )
    put(`${prefix}/articles`, ...foot('defaultImage', ...dates(articles)), [
      [allArticles(code), partsOfLists],
      archive(0),
    ])
    put(
      `${prefix}/articles/page/2`,
      ...foot('defaultImage', ...dates(articles.slice(atMost.archive))),
      [[allArticles(code), partsOfLists], archive(atMost.archive)],
    )
    put(`${prefix}/authors`, ...foot('defaultImage'), [
      allAuthors,
      seen('author')
        .filter(({slug}) => slug)
        .toSorted(by('name'))
        .map(author),
    ])
    put(
      `${prefix}/topics`,
      ...foot('defaultImage'),
      [allTopics, topics],
      ...topics.map(({_id}): Answer => {
        const written = articles.filter(isOn(_id))
        return [
          [articlesOfTopic(_id, code), partsOfLists],
          [written.slice(0, atMost.front).map(link), written.length],
        ]
      }),
    )
    put(
      `${prefix}/llms.txt`,
      site('firmName', 'tagline'),
      ...foot().slice(1),
      [
        [allArticles(code), feedOfSite(code)],
        articles
          .filter(({noindex}) => !noindex)
          .map((doc) => pick(doc, 'title', 'slug', 'language', 'standfirst')),
      ],
      [allTopics, topics],
    )
    put(`${prefix}/feed.xml`, site('firmName', 'tagline'), [feedOfSite(code), feed(articles)])

    const address = (doc: ModelDocument) => pick(doc, 'slug', 'language')
    const translations = (found: ModelDocument | undefined): Answer[] => {
      if (!found) return []
      const others = all(found._type)
      const named = others.filter((doc) => idsIn(found.translations).includes(doc._id))
      const naming = others.filter((doc) => idsIn(doc.translations).includes(found._id))
      return [[translationsOf(found._id), [named.map(address), naming.map(address)]]]
    }

    for (const slug of modelSlugs) {
      const found = one('article', slug)
      const [first] = idsIn(found?.topics).filter((id) => lake.has(id))
      const {older, newer} = beside(articles, found, first)
      const place = (doc: ModelDocument) =>
        pick(doc, 'title', 'slug', 'language', 'publishedAt', 'topics')
      const around = [
        older.slice(0, 1).map(place),
        older.slice(1, REACH).map(card),
        newer.slice(0, 1).map(place),
        newer.slice(1, 1 + BESIDE - older.slice(1, REACH).length).map(card),
      ]
      put(
        `${prefix}/articles/${slug}`,
        ...(found ? foot('disclaimer', 'timeZone', ...shared(found)) : []),
        [slugTag('article', slug, code), found && whole(found)],
        ...translations(found),
        ...(found ? [[besideArticle(found._id), around] as Answer] : []),
      )
      put(`${prefix}/articles/${slug}.md`, ...(found ? [site('timeZone')] : []), [
        addressTag('article', slug, code),
        found && twin(found),
      ])
      const page = one('page', slug)
      put(
        `${prefix}/${slug}`,
        ...(page ? foot('defaultImage') : []),
        [
          slugTag('page', slug, code),
          page && {...link(page), ...pick(page, 'body', 'translations')},
        ],
        ...translations(page),
      )

      for (const [type, folder, listOf, feedOf, project, line, french] of [
        [
          'author',
          'authors',
          articlesOfAuthor,
          feedOfAuthor,
          author,
          ['name', 'jobTitle'],
          ['jobTitle'],
        ],
        [
          'topic',
          'topics',
          articlesOfTopic,
          feedOfTopic,
          topic,
          ['title', 'description'],
          ['title', 'description'],
        ],
      ] as const) {
        const doc = one(type, slug)
        const listed = articles.filter((article) => doc && idsIn(article[folder]).includes(doc._id))
        for (const [number, page] of ['', '/page/2'].entries()) {
          const from = number * atMost.archive
          const part = [listed.slice(from, from + atMost.archive).map(card), listed.length]
          put(
            `${prefix}/${folder}/${slug}${page}`,
            ...(doc
              ? foot('defaultImage', ...dates(listed.slice(from, from + atMost.archive)))
              : []),
            [slugTag(type, slug, code), doc && project(doc)],
            ...(doc && code === 'en' && number === 0
              ? [
                  [
                    [frenchOf(doc._id), partsOfLists],
                    frenchArticles(lake, doc._id).length > 0,
                  ] as Answer,
                ]
              : []),
            ...(doc ? [[[listOf(doc._id, code), partsOfLists], part] as Answer] : []),
          )
        }
        put(
          `${prefix}/${folder}/${slug}/feed.xml`,
          ...(doc ? [site('firmName', ...(doc[line[1]] ? [] : (['tagline'] as const)))] : []),
          [addressTag(type, slug, code), doc && inBoth(pick(doc, ...line), doc, french)],
          ...(doc ? [[feedOf(doc._id, code), feed(listed)] as Answer] : []),
        )
      }
    }
  }
  return pages
}
