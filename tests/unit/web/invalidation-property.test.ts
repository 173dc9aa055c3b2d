/**
 * Both directions, over random content: after a change no page that would look different is left standing, and none that looks
 * the same is made again. The table and the tags are the site's own; lake and pages are models as small as they can be.
 */
import {expect, test} from 'vitest'
import {
  readChange,
  type Change,
  type DocumentState,
  type WatchedField,
} from '../../../web/src/invalidation/change.ts'
import {Concerns} from '../../../web/src/invalidation/concerns.ts'
import {StandingBehind} from '../../../web/src/invalidation/standing-behind.ts'
import {settingsFields} from '../../../web/src/content/settings-fields.ts'
import {askWithout, type AskLake} from '../../../web/src/content/questions.ts'
import {settingsId} from '../../../web/src/content/tags.ts'
import {lookForGone, tagsOfGone} from '../../../web/src/invalidation/gone.ts'
import {ownFrenchFields} from '../../../web/src/content/french.ts'
import {findNeighbours} from '../../../web/src/invalidation/neighbours.ts'
import {watchedFields} from '../../../web/src/invalidation/webhook-rule.ts'
import {
  askModel,
  idsIn,
  madeAt,
  modelSite,
  modelSlugs,
  modelYears,
  modelTypes,
  type ModelDocument,
  type ModelLake,
  type ModelType,
} from '../../support/model-site.ts'
import {holding} from '../../support/pages-at-hand.ts'
import {full, random, seed} from '../../support/sample.ts'

const kinds: Record<ModelType, number> = {
  article: 8,
  author: 3,
  topic: 3,
  callToAction: 2,
  page: 3,
  siteSettings: 1,
}

const pick = <T>(list: readonly T[], next: () => number): T =>
  list[Math.floor(next() * list.length)]!

/** As the field holds it. */
const of = (field: string, word: string): string | string[] => (field === 'links' ? [word] : word)

/** The settings are one document, known by its id. */
const idOf = (type: ModelType, number: number): string =>
  type === 'siteSettings' ? settingsId : `${type}-${number}`

function aDocument(id: string, type: ModelType, next: () => number): ModelDocument {
  const word = () => `w${Math.floor(next() * 1e6)}`
  const some = (kind: ModelType, most: number) => [
    ...new Set(
      Array.from(
        {length: Math.floor(next() * (most + 1))},
        () => `${kind}-${Math.floor(next() * kinds[kind])}`,
      ),
    ),
  ]
  const base = {_id: id, _type: type}
  const inFrench = (...fields: string[]) => ({
    french: Object.fromEntries(
      fields.flatMap((field) => (next() < 0.5 ? [[field, of(field, word())]] : [])),
    ),
  })
  if (type === 'callToAction')
    return {...base, text: word(), heading: word(), ...inFrench('text', 'heading')}
  if (type === 'siteSettings')
    return {
      ...base,
      ...Object.fromEntries(settingsFields.map((field) => [field, word()])),
      ...inFrench('tagline', 'disclaimer'),
    }
  const number = Number(id.split('-')[1])
  const slug =
    next() < 0.9 ? modelSlugs[(number + (next() < 0.2 ? 4 : 0)) % modelSlugs.length] : undefined
  const language = next() < 0.6 ? 'en' : 'fr'
  if (type === 'topic')
    return {
      ...base,
      slug,
      title: word(),
      description: word(),
      ...inFrench('title', 'description'),
    }
  if (type === 'page')
    return {
      ...base,
      slug,
      language,
      title: word(),
      body: next() < 0.8 ? word() : undefined,
      translations: some('page', 1).filter((other) => other !== id),
    }
  if (type === 'author')
    return {
      ...base,
      slug,
      name: word(),
      credentials: word(),
      jobTitle: word(),
      portrait: word(),
      portraitAlt: word(),
      bio: word(),
      links: of('links', word()),
      ...inFrench('jobTitle', 'portraitAlt', 'bio', 'links'),
      topics: some('topic', 2),
    }
  const day = () =>
    `${pick(modelYears, next)}-0${1 + Math.floor(next() * 4)}-${10 + Math.floor(next() * 18)}`
  return {
    ...base,
    slug,
    language,
    title: word(),
    standfirst: word(),
    heroImage: next() < 0.8 ? word() : undefined,
    body: word(),
    publishedAt: day(),
    updatedAt: next() < 0.5 ? day() : undefined,
    noindex: next() < 0.2,
    authors: some('author', 2),
    topics: some('topic', 2),
    reviewedBy: some('author', 1),
    reviewedAt: next() < 0.5 ? day() : undefined,
    changeNotes: next() < 0.5 ? word() : undefined,
    related: some('article', 2).filter((other) => other !== id),
    translations: some('article', 1).filter((other) => other !== id),
    callToAction: some('callToAction', 1),
  }
}

function aLake(next: () => number): ModelLake {
  const lake = new Map<string, ModelDocument>()
  for (const type of modelTypes) {
    for (let i = 0; i < kinds[type]; i++) {
      const id = idOf(type, i)
      if (next() < 0.85) lake.set(id, aDocument(id, type, next))
    }
  }
  return lake
}

const stateOf = (doc: ModelDocument | undefined): Partial<DocumentState> | null =>
  doc
    ? {
        slug: (doc.slug as string | undefined) ?? null,
        language: (doc.language as string | undefined) ?? null,
        publishedAt: (doc.publishedAt as string | undefined) ?? null,
        noindex: doc.noindex === true,
        isWritten: Boolean(doc.body),
        authors: idsIn(doc.authors),
        topics: idsIn(doc.topics),
        translations: idsIn(doc.translations),
        french: Object.keys(frenchOf(doc)),
      }
    : null

const frenchOf = (doc: ModelDocument | undefined) => (doc?.french ?? {}) as Record<string, unknown>

/** What may be in both languages: all else is told of by one fact more. */
const inBoth = new Set<string>([...ownFrenchFields, 'credentials', 'portrait', 'french'])

/** As the lake's webhook tells it. */
function told(before: ModelDocument | undefined, after: ModelDocument | undefined): Change {
  const doc = (after ?? before)!
  const differs = (some: unknown, other: unknown) => JSON.stringify(some) !== JSON.stringify(other)
  const factOf = (field: string) => {
    const french = /^french\.(.+)$/.exec(field)?.[1]
    if (french) return differs(frenchOf(before)[french], frenchOf(after)[french])
    if (field !== 'unwatched') return differs(before?.[field], after?.[field])
    const fields = Object.keys({...before, ...after}).filter((one) => !inBoth.has(one))
    return fields.some((one) => differs(before?.[one], after?.[one]))
  }
  const change = readChange({
    _id: doc._id,
    _type: doc._type,
    _rev: 'r',
    _updatedAt: '2026-01-01T00:00:00Z',
    _createdAt: madeAt(doc),
    before: stateOf(before),
    after: stateOf(after),
    changed: Object.fromEntries(watchedFields.map((field) => [field, factOf(field)])),
  })
  if (typeof change === 'string') throw new Error(change)
  return change
}

/** As a sweep finds it: what it was is not told. */
function found(after: ModelDocument): Change {
  const change = told(undefined, after)
  return {...change, isFound: true}
}

const belief = {ofAnswer: () => undefined}

/** As the lake answers of one document. */
const tell = (doc: ModelDocument) => ({
  _id: doc._id,
  _type: doc._type,
  _rev: 'r',
  _createdAt: madeAt(doc),
  after: stateOf(doc),
})

/** The site at work on a lake, knowing who stands behind whom. */
async function atWork(lake: ModelLake) {
  const standing = new StandingBehind()
  const ask = askModel(lake, tell)
  for (const id of await standing.differing(ask)) {
    const look = await standing.look(found(lake.get(id)!), ask)
    look?.take()
  }
  return standing
}

const concernsIn = (lake: ModelLake, standing: StandingBehind) => {
  const ask = askWithout(askModel(lake, tell), standing.ids)
  return new Concerns({ask, belief, standing})
}

interface Outcome {
  changed: string[]
  cleared: string[]
}

async function outcomeOf(
  lake: ModelLake,
  id: string,
  after: ModelDocument | undefined,
  tell = told,
): Promise<Outcome> {
  const before = lake.get(id)
  const pagesBefore = modelSite(lake)
  const lakeAfter = new Map(lake)
  if (after) lakeAfter.set(id, after)
  else lakeAfter.delete(id)
  const pagesAfter = modelSite(lakeAfter)
  const change = tell(before, after)
  const {tags: all} = await concernsIn(lakeAfter, await atWork(lake)).of(change)
  const tags = new Set(all)
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

const aRecord = {status: 200, renderedAt: 1, revalidate: false as const, digest: ''}

const rounds = full ? 5_000 : 300

test(`nothing stale is left, whatever appears, changes or goes (seed ${seed})`, async () => {
  const next = random(seed)
  for (let round = 0; round < rounds; round++) {
    const lake = aLake(next)
    const type = pick(modelTypes, next)
    const id = idOf(type, Math.floor(next() * kinds[type]))
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

    const {changed, cleared} = await outcomeOf(lake, id, after)

    const stale = changed.filter((path) => !cleared.includes(path))
    expect(stale, `round ${round}: ${id} ${field} ${after ? 'changed' : 'went'}`).toEqual([])
  }
})

test(`what a sweep finds of an article leaves nothing stale, wherever it was before (seed ${seed})`, async () => {
  const next = random(seed + 3)
  for (let round = 0; round < rounds / 3; round++) {
    const lake = aLake(next)
    const id = `article-${Math.floor(next() * kinds.article)}`
    const fresh = aDocument(id, 'article', next)

    const {changed, cleared} = await outcomeOf(lake, id, fresh, (_, after) => found(after!))

    const stale = changed.filter((path) => !cleared.includes(path))
    expect(stale, `round ${round}: ${id}`).toEqual([])
  }
})

/** Whatever has gone is asked for as `gone.ts` asks. */
const askWhatIsThere =
  (lake: ModelLake): AskLake =>
  async <Answer>(_query: string, params: Record<string, unknown>) => {
    const {ids, slugs, type, language} = params
    const isIn = (doc: ModelDocument) =>
      doc._type === type && (language === null || doc.language === language)
    const present = Array.isArray(ids)
      ? ids.filter((id) => lake.has(String(id)))
      : [...lake.values()].filter((doc) => isIn(doc) && idsIn(slugs).includes(String(doc.slug)))
    const names = present.map((one) => (typeof one === 'object' ? one.slug : one))
    return {present: names, documents: lake.size} as Answer
  }

test(`what went while nobody told leaves nothing stale, however it was referred to and whatever is at hand (seed ${seed})`, async () => {
  const next = random(seed + 5)
  for (let round = 0; round < rounds / 3; round++) {
    const lake = aLake(next)
    const after = new Map(lake)
    const went = Array.from({length: 1 + Math.floor(next() * 3)}, () =>
      pick([...lake.keys()], next),
    )
    for (const id of went) after.delete(id)
    if (after.size === 0) continue
    const atHand = [...modelSite(lake)].filter(([, {content}]) => content !== '[null]')
    const pages = atHand
      .filter(() => next() < 0.7)
      .map(([path, {tags}]) => ({...aRecord, key: path, path, tags: [...tags]}))
    const [before, then] = [modelSite(lake), modelSite(after)]

    const standing = await atWork(lake)
    const cleared = new Set(tagsOfGone(await lookForGone(holding(pages), askWhatIsThere(after))))
    for (const id of await standing.differing(askModel(after, tell))) {
      if (!after.has(id)) standing.forget(id)
      else
        for (const tag of (await concernsIn(after, standing).of(found(after.get(id)!))).tags)
          cleared.add(tag)
    }

    const stale = pages.filter(({path, tags}) => {
      const isChanged = before.get(path)?.content !== then.get(path)?.content
      return isChanged && !tags.some((tag) => cleared.has(tag))
    })
    expect(
      stale.map(({path}) => path),
      `round ${round}: ${went.join(', ')}`,
    ).toEqual([])
  }
})

/** Fields that only show; the others also decide what stands in which list, and clear the whole list. */
const showing: Record<'article' | 'author' | 'page' | 'siteSettings' | 'topic', WatchedField[]> = {
  article: ['title', 'standfirst', 'body', 'heroImage', 'changeNotes', 'reviewedAt'],
  author: [
    'credentials',
    'bio',
    'jobTitle',
    'links',
    'portrait',
    'portraitAlt',
    'french.bio',
    'french.jobTitle',
    'french.links',
    'french.portraitAlt',
  ],
  topic: ['title', 'description', 'french.title', 'french.description'],
  page: ['body'],
  siteSettings: [...settingsFields, 'french.tagline', 'french.disclaimer'],
}

test(`nothing fresh is made again because of what a page shows (seed ${seed})`, async () => {
  const next = random(seed + 1)
  for (let round = 0; round < rounds; round++) {
    const lake = aLake(next)
    const type = pick(['article', 'author', 'topic', 'page', 'siteSettings'] as const, next)
    const id = idOf(type, Math.floor(next() * kinds[type]))
    const known = lake.get(id)
    if (!known || (type !== 'siteSettings' && !known.slug)) continue
    const field = pick(showing[type], next)
    const french = /^french\.(.+)$/.exec(field)?.[1]
    const fresh = french
      ? {french: {...frenchOf(known), [french]: of(french, 'something new')}}
      : {[field]: of(field, 'something new')}

    const {changed, cleared} = await outcomeOf(lake, id, {...known, ...fresh})

    expect(cleared.toSorted(), `round ${round}: ${field} of ${id}`).toEqual(changed.toSorted())
  }
})

test(`an article that enters concerns exactly the pages that show it from now on (seed ${seed})`, async () => {
  const next = random(seed + 4)
  for (let round = 0; round < rounds / 3; round++) {
    const bare = {language: 'en', related: [], translations: []}
    const lake = new Map([['topic-0', aDocument('topic-0', 'topic', next)]])
    const articles = modelSlugs.map((slug, i): ModelDocument => ({
      ...aDocument(`article-${i}`, 'article', next),
      ...bare,
      slug,
      topics: next() < 0.7 ? ['topic-0'] : [],
    }))
    const fresh = articles.splice(Math.floor(next() * articles.length), 1)[0]!
    for (const doc of articles) if (next() < 0.9) lake.set(doc._id, doc)
    const after = new Map(lake).set(fresh._id, fresh)
    const [before, then] = [modelSite(lake), modelSite(after)]

    const found = await findNeighbours(told(undefined, fresh), askModel(after, tell))

    const changed = [...lake.values()].filter(({_type, slug}) => {
      const path = `/articles/${slug as string}`
      return _type === 'article' && before.get(path)?.content !== then.get(path)?.content
    })
    expect(found.toSorted(), `round ${round}: ${fresh._id}`).toEqual(
      changed.map(({_id}) => _id).toSorted(),
    )
  }
})

test(`what enters or leaves one language leaves the lists of the other alone (seed ${seed})`, async () => {
  const next = random(seed + 2)
  for (let round = 0; round < rounds / 3; round++) {
    const lake = aLake(next)
    const id = `article-${Math.floor(next() * kinds.article)}`
    const fresh = {...aDocument(id, 'article', next), language: 'en'}
    const known = lake.get(id)
    if (known && known.language !== 'en') continue
    const after = known && next() < 0.5 ? undefined : fresh

    const {changed, cleared} = await outcomeOf(lake, id, after)

    const french = cleared.filter((path) => path.startsWith('/fr') && !changed.includes(path))
    expect(french, `round ${round}: ${id}`).toEqual([])
  }
})

test(`what enters or leaves in French concerns English pages only where it is the first or the last (seed ${seed})`, async () => {
  const next = random(seed + 5)
  for (let round = 0; round < rounds / 3; round++) {
    const lake = aLake(next)
    const id = `article-${Math.floor(next() * kinds.article)}`
    const fresh = {...aDocument(id, 'article', next), language: 'fr'}
    const known = lake.get(id)
    if (known && known.language !== 'fr') continue
    const after = known && next() < 0.5 ? undefined : fresh

    const {changed, cleared} = await outcomeOf(lake, id, after)

    const offering = /^\/(?:authors|topics)\/[^/]+$/
    const cost = (paths: string[]) => paths.filter((path) => offering.test(path)).toSorted()
    expect(cost(cleared), `round ${round}: ${id}`).toEqual(cost(changed))
  }
})
