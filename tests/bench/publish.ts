/**
 * `pnpm bench publish [--rounds 100] [--only title] [--pause 0]`: from an editor's publish over the API to the first reader who sees it, and what it costs.
 *
 * A real lake, its signed webhook, and the site as it runs in production, on this machine. Seven kinds of publish: a corrected body, a new
 * title, an author's new name, another address, another date, an article withdrawn, a new one. Each is timed twice over, from the moment when the publish is sent: until the document's
 * own page shows it (`own`), and until everything does that holds it, lists, feeds, Markdown and sitemap included (`all`); `busy` is how long the site's thread worked for it. One reader asks
 * again and again, one page after the other, and with that takes time from the process that makes them: as often as it can, or with a
 * pause of so many milliseconds after a page that is not there yet. Then each kind once more, without a clock: pages rendered again beside pages that truly
 * changed, and questions that the lake was asked. One line of JSON for each kind. Ends with 1 if a body, a title, an author's name or a new article made a page anew that did not change.
 */
import {readFileSync} from 'node:fs'
import {parseArgs} from 'node:util'
import {openCountingDoor} from '../support/counting-door.ts'
import {
  anArticle,
  aTopic,
  anAuthor,
  openNewsroom,
  referTo,
  type Newsroom,
} from '../support/newsroom.ts'
import {readSteadily} from '../support/read-steadily.ts'
import {renderedSince} from '../support/rendered.ts'

const {values} = parseArgs({
  options: {
    rounds: {type: 'string', default: '100'},
    warm: {type: 'string', default: '5'},
    pause: {type: 'string', default: '0'},
    only: {type: 'string'},
  },
})
const rounds = Number(values.rounds)
const warm = Number(values.warm)
const pause = Number(values.pause)

const references = {authors: referTo('author-ada'), topics: referTo('topic-tides')}
const others = Array.from({length: 10}, (_, i) => anArticle(`other-${i}`, references))
/** The newest, so that the front page shows it. */
const article = anArticle('measured', references)
const author = anAuthor('ada', 'Ada Marsh')
const articles = [...others, article].map(({slug}) => `/articles/${slug.current}`)
const feeds = [
  '/feed.xml',
  '/atom.xml',
  '/feed.json',
  '/topics/tides/feed.xml',
  '/authors/ada/feed.xml',
]
const lists = ['/', '/articles', '/topics/tides', '/authors/ada', '/llms.txt']
const pages = [
  ...lists,
  ...feeds,
  ...articles,
  '/articles/measured.md',
  '/sitemap.xml',
  '/authors',
  '/topics',
  '/not-found-page',
]

type Body = Record<string, unknown>

interface Kind {
  name: string
  /** The document to publish, with the word in it. */
  write(word: string): Body & {_id: string}
  /** Where readers see the word, its own page first. */
  shown(word: string): string[]
  /** What they see in place of the word. */
  seenAs?: (word: string) => string
  /** It is there, and withdrawn: readers see the word no more. */
  isWithdrawn?: true
}

const firstDate = Date.parse('2026-02-01T00:00:00Z')

/** A word ends with the milliseconds at which it was made up: another one has another date, by some minutes and seconds. */
const dateOf = (word: string): string =>
  new Date(firstDate + (Number(/\d+$/.exec(word)?.[0]) % 1_000_000) * 1_000).toISOString()

const everyKind: Kind[] = [
  {
    name: 'body',
    write: (word) => ({...article, body: word}),
    shown: () => ['/articles/measured', '/articles/measured.md', ...feeds],
  },
  {
    name: 'title',
    write: (word) => ({...article, title: word}),
    shown: () => ['/articles/measured', ...lists, ...feeds, '/articles/measured.md'],
  },
  {
    name: 'author',
    write: (word) => ({...author, name: word}),
    shown: () => ['/authors/ada', '/authors', ...articles, ...feeds, '/articles/measured.md'],
  },
  {
    name: 'slug',
    write: (word) => ({...article, slug: {_type: 'slug', current: word}}),
    shown: (word) => [`/articles/${word}`, ...lists, ...feeds, '/sitemap.xml'],
  },
  {
    name: 'date',
    write: (word) => ({...article, publishedAt: dateOf(word)}),
    shown: () => ['/articles/measured', '/', '/articles', '/topics/tides', '/atom.xml'],
    seenAs: (word) => dateOf(word).slice(13, 19), // in whichever time zone
  },
  {
    name: 'withdraw',
    write: (word) => anArticle(word, {title: word, ...references}),
    shown: (word) => [`/articles/${word}`, ...lists, ...feeds, '/sitemap.xml'],
    isWithdrawn: true,
  },
  // Last: it leaves articles behind that the others would have to render as well.
  {
    name: 'new',
    write: (word) => anArticle(word, {title: word, ...references}),
    shown: (word) => [`/articles/${word}`, ...lists, ...feeds, '/sitemap.xml'],
  },
]
/** Of these no page is made anew that does not change. */
const exact = ['body', 'title', 'author', 'new']
const kinds = everyKind.filter(({name}) => (values.only ?? name) === name)

async function fill(newsroom: Newsroom): Promise<void> {
  const {client} = newsroom
  for (const one of [author, aTopic('tides', 'Tides'), ...others, article])
    await client.create<Body>(one)
  for (const path of pages) await newsroom.readUntil(path, ({status}) => status !== 503)
  await newsroom.settled()
}

/** Write a draft with the word in it, and publish it where that is to be withdrawn. What is answered does the rest, and waits until readers see it. */
async function prepare(
  newsroom: Newsroom,
  kind: Kind,
  word: string,
): Promise<() => Promise<Taken>> {
  const {client, site} = newsroom
  const {_id: publishedId, ...fields} = kind.write(word)
  const draftId = `drafts.${publishedId}`
  await client.createOrReplace<Body>({...fields, _id: draftId, _type: String(fields._type)})
  const act = (what: 'publish' | 'unpublish') => () =>
    client.action({actionType: `sanity.action.document.${what}`, draftId, publishedId})
  const seen = (isThere: boolean): Seen => ({
    paths: kind.shown(word),
    text: kind.seenAs?.(word) ?? word,
    isThere,
  })
  if (kind.isWithdrawn) {
    await takenBy(site, act('publish'), seen(true))
    await newsroom.settled()
  }
  await new Promise((resolve) => setTimeout(resolve, 150))
  return () =>
    takenBy(site, act(kind.isWithdrawn ? 'unpublish' : 'publish'), seen(!kind.isWithdrawn))
}

interface Seen {
  /** The document's own page first. */
  paths: string[]
  text: string
  /** Whether readers are to see the text there, or no more. */
  isThere: boolean
}

async function takenBy(
  site: Newsroom['site'],
  act: () => Promise<unknown>,
  {paths, text, isThere}: Seen,
): Promise<Taken> {
  const start = performance.now()
  const acting = act()
  const busyBefore = busyOf(site.pid)
  let own: number | undefined
  for (const path of paths) {
    const url = `http://127.0.0.1:${site.port}${path}`
    while ((await readSteadily(url)).includes(text) !== isThere) {
      if (performance.now() - start > 20_000)
        throw new Error(`${path} ${isThere ? 'never' : 'always'} showed "${text}".`)
      if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause))
    }
    own ??= performance.now() - start
  }
  const all = performance.now() - start
  await acting
  return {own: own ?? all, all, busy: busyOf(site.pid) - busyBefore}
}

interface Taken {
  own: number
  all: number
  busy: number
}

/** Milliseconds that the process's main thread has run, as Linux counts them; `NaN` elsewhere. */
function busyOf(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6
  } catch {
    return Number.NaN
  }
}

function summary(times: number[]) {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN)
  return {median: at(0.5), p95: at(0.95), max: at(1)}
}

/** A page without what says from which revisions it was made. */
const contentOf = async ({read}: Newsroom, path: string): Promise<string> =>
  (await read(path)).body.replace(/<meta name="content-revision"[^>]*>/, '')

async function contents(newsroom: Newsroom, paths: string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (const path of paths) found.set(path, await contentOf(newsroom, path))
  return found
}

const timed = await openNewsroom()
const times = new Map<string, Taken[]>()
try {
  await fill(timed)
  for (const kind of kinds) {
    const taken: Taken[] = []
    for (let round = -warm; round < rounds; round++) {
      const act = await prepare(timed, kind, `round-${round + warm}-${Date.now()}`)
      const took = await act()
      if (round >= 0) taken.push(took)
    }
    times.set(kind.name, taken)
    await timed.settled()
  }
} finally {
  await timed.stop()
}

const asked: string[] = []
const counted = await openNewsroom({
  lakeOrigin: async (lake) => {
    const door = await openCountingDoor(lake, asked)
    return door.origin
  },
})
try {
  await fill(counted)
  for (const kind of kinds) {
    const word = `counted-${Date.now()}`
    const all = [...new Set([...pages, ...kind.shown(word)])]
    const act = await prepare(counted, kind, word)
    const rendersBefore = await counted.settled()
    const before = await contents(counted, all)
    asked.length = 0
    await act()
    const rendered = renderedSince(rendersBefore, await counted.settled())
    const questions = asked.filter((target) => target.includes('/data/query/')).length
    const after = await contents(counted, all)
    const changed = all.filter((path) => before.get(path) !== after.get(path))
    const needless = rendered.filter((path) => !changed.includes(path))
    if (exact.includes(kind.name) && needless.length > 0) process.exitCode = 1
    const taken = times.get(kind.name) ?? []
    console.log(
      JSON.stringify({
        bench: 'publish',
        kind: kind.name,
        unit: 'ms',
        rounds,
        pause,
        own: summary(taken.map((one) => one.own)),
        all: summary(taken.map((one) => one.all)),
        busy: summary(taken.map((one) => one.busy)),
        rendered: rendered.length,
        changed: changed.length,
        needless,
        questions,
      }),
    )
  }
} finally {
  await counted.stop()
}
process.exit() // with the code that was set
