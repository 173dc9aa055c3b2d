/**
 * Queries made to stop a lake: each ends by itself or is ended, says why, and leaves the answers of others alone. Times are
 * printed; only very long ones fail, for they are those of the machine.
 */
import {createLake} from '@masthead/lake'
import {expect, onTestFinished, test} from 'vitest'
import {removeDirectory, temporaryDirectory} from '../support/directory.ts'
import {full, sample, seed} from '../support/sample.ts'
import {apiVersion, dataset, startLake, type RunningLake} from '../support/servers.ts'

const documents = 5_000
/** The lake ends a query after 1.8 s; a machine that does other things as well may be slow to say so. */
const GIVEN_UP_MS = 30_000
const nested = (open: string, core: string, close: string, times: number) =>
  open.repeat(times) + core + close.repeat(times)

const hostile: [what: string, query: string, params?: object][] = [
  ['parentheses', nested('(', '1', ')', 20_000)],
  ['parentheses left open', '('.repeat(20_000)],
  ['negations', `${'!'.repeat(20_000)}true`],
  ['lists', nested('[', '1', ']', 20_000)],
  ['objects', nested('{"a":', '1', '}', 10_000)],
  ['calls', nested('coalesce(', '1', ')', 5_000)],
  ['selects', nested('select(true=>', '1', ')', 5_000)],
  ['a chain of references', `*${'->ref'.repeat(2_000)}`],
  ['a chain of attributes', `*[0]${'.a'.repeat(20_000)}`],
  ['a chain of filters', `*${'[_type=="note"]'.repeat(5_000)}`],
  [
    'a chain of conditions',
    `*[${Array.from({length: 5_000}, (_, n) => `title=="${n}"`).join('||')}]`,
  ],
  ['a chain of projections', `*${'{...}'.repeat(5_000)}`],
  ['a sort by everything', `*|order(${Array.from({length: 2_000}, (_, n) => `a${n}`).join(',')})`],
  ['a join by value', '*{"same":count(*[title==^.title])}'],
  ['a join in a join', '*{"a":count(*[count(*[count(*[title==^.title])>0])>0])}'],
  ['a join by reference', '*{"by":count(*[references(^._id)])}'],
  ['a join in a filter', '*[count(*[ref._ref==^._id])>3]'],
  ['a tower of joins', nested('*{"a":', '*', '}', 11)],
  ['a tower of sums', nested('math::sum(*.n+', '1', ')', 200)],
  ['everything, many times', `[${'...*,'.repeat(500)}]`],
  ['wildcards', '*[title match $p]', {p: '*a'.repeat(30)}],
  [
    'wildcards that go back',
    '*["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" match $p]',
    {p: `${'*'.repeat(24)}z`},
  ],
  [
    'a path that goes back',
    '*[$id in path($p)]',
    {id: 'a.'.repeat(60), p: `${'**.'.repeat(24)}zz`},
  ],
  ['long words', '*[title match $p]', {p: 'a'.repeat(100_000)}],
  ['a full-text query', '*[@ match text::query($p)]', {p: 'a* '.repeat(5_000)}],
  ['a long list', '*[_id in $p]', {p: Array.from({length: 200_000}, (_, n) => `n${n}`)}],
  ['a text that grows', `${'*[0].title+'.repeat(4_000)}""`],
  ['too much text', `*[title=="${'a'.repeat(200_000)}"]`],
]

/** Asked one after the other. Half of them are ended when their time is up, which takes that time. */
const oneByOne = full ? hostile : sample(hostile, 12)

interface Answer {
  what: string
  status: number
  ms: number
  text: string
}

async function ask(lake: RunningLake, what: string, query: string, params = {}): Promise<Answer> {
  const started = performance.now()
  const response = await fetch(
    `http://127.0.0.1:${lake.port}/v${apiVersion}/data/query/${dataset}?returnQuery=false`,
    {method: 'POST', body: JSON.stringify({query, params})},
  )
  const text = await response.text()
  return {what, status: response.status, ms: Math.round(performance.now() - started), text}
}

/** Somebody else, who asks something small every 50 ms. */
function startCanary(lake: RunningLake) {
  const answers: Promise<Answer>[] = []
  const timer = setInterval(() => {
    answers.push(ask(lake, 'canary', '*[_id=="note-1"][0]._id'))
  }, 50)
  return async () => {
    clearInterval(timer)
    const all = await Promise.all(answers)
    const times = all.map(({ms}) => ms).toSorted((a, b) => a - b)
    const at = (share: number) => times[Math.floor((times.length - 1) * share)] ?? 0
    const wrong = all.filter(({status, text}) => status !== 200 || !text.includes('"note-1"'))
    return {asked: all.length, wrong, median: at(0.5), p99: at(0.99)}
  }
}

async function startFullLake() {
  const directory = temporaryDirectory('hostile')
  onTestFinished(() => removeDirectory(directory))
  const seeding = createLake({directory})
  for (let from = 0; from < documents; from += 500)
    await seeding.seed(
      Array.from({length: 500}, (_, index) => {
        const n = from + index
        const ref = n ? {ref: {_type: 'reference', _ref: `note-${Math.floor(n / 2)}`}} : {}
        return {_id: `note-${n}`, _type: 'note', n, title: `abab ${n % 500} tide`, ...ref}
      }),
    )
  await seeding.close()
  const lake = await startLake({directory})
  onTestFinished(() => lake.stop())
  return lake
}

/** Answered, or refused with an error that says what was wrong with the query. */
function expectClear({what, status, text}: Answer, others: number[] = []) {
  expect([200, 400, 408, 413, ...others], `${what}: ${text.slice(0, 300)}`).toContain(status)
  if (status === 200) return
  const {error, message} = JSON.parse(text) as {error?: {description?: string}; message?: string}
  expect((error?.description ?? message ?? '').length, what).toBeGreaterThan(20)
  expect(text, what).not.toMatch(/node_modules|\.ts:\d/)
}

test(
  `[F4] hostile queries, all at once and some or all one by one, end with a clear error (seed ${seed})`,
  {timeout: 240_000},
  async () => {
    const lake = await startFullLake()
    const {pid} = lake
    await ask(lake, 'warm-up', 'true')

    const stopCanary = startCanary(lake)
    const alone: Answer[] = []
    for (const [what, query, params] of oneByOne) alone.push(await ask(lake, what, query, params))
    const canaryAlone = await stopCanary()
    const stopSecond = startCanary(lake)
    const together = await Promise.all(hostile.map((one) => ask(lake, ...one)))
    const canaryTogether = await stopSecond()

    const times = Object.fromEntries(
      alone.map(({what, status, ms}) => [what, `${status} in ${ms} ms`]),
    )
    console.log(JSON.stringify({documents, times, canaryAlone, canaryTogether}, null, 1))
    for (const answer of alone) {
      expectClear(answer)
      expect(answer.ms, answer.what).toBeLessThan(GIVEN_UP_MS)
    }
    for (const answer of together) expectClear(answer, [429])
    expect(canaryAlone.wrong).toEqual([])
    expect(canaryTogether.wrong).toEqual([])
    expect(canaryAlone.asked).toBeGreaterThan(10)
    expect((await ask(lake, 'after', 'count(*)')).text).toContain(`"result":${documents}`)
    expect(() => process.kill(pid, 0)).not.toThrow()
    expect(lake.log()).toBe('')
  },
)

test('[L6] a listener whose filter would take for ever is closed, and nobody else waits for it', async () => {
  const lake = await startFullLake()
  const editor = lake.client((await lake.addUser('Ada')).token)
  const long = `${'a'.repeat(40)} ${'a.'.repeat(60)}`
  const listeners = await Promise.all(
    [
      '*[title match "************************z"]',
      `*[title in path("${'**.'.repeat(24)}zz")]`,
      `*${'.a'.repeat(7_900)}`,
    ].map((query) => openListener(lake, query)),
  )

  await editor.create({_id: 'long', _type: 'note', title: long})
  await editor.create({_id: 'longer', _type: 'note', title: `${long} ${long}`}) // once may be a busy lake's doing
  const heard = await Promise.all(listeners.map(({text}) => text))

  expect((await ask(lake, 'after', '*[_id=="long"][0]._id')).text).toContain('"long"')
  for (const text of heard.slice(0, 2))
    expect(text).toMatch(/event: channelError\n.*could not be decided/)
  expect(heard[2]).toMatch(/event: channelError\n.*Pass long lists as parameters/)
})

/** All that a listener hears until it is closed. Resolves when it was welcomed, or closed. */
async function openListener(lake: RunningLake, query: string): Promise<{text: Promise<string>}> {
  const path = `data/listen/${dataset}?query=${encodeURIComponent(query)}`
  const {body} = await fetch(`http://127.0.0.1:${lake.port}/v${apiVersion}/${path}`)
  let heard = ''
  let begins = () => {}
  const begun = new Promise<void>((resolve) => (begins = resolve))
  const text = (async () => {
    for await (const chunk of body ?? []) {
      heard += Buffer.from(chunk).toString()
      if (heard.includes('event: ')) begins()
    }
    begins()
    return heard
  })()
  await begun
  return {text}
}
