/** Receipts in Studio, without Studio: what is asked, how long, and what an editor reads. */
import {describe, expect, test} from 'vitest'
import {askSite, type Answer} from '../../../studio/src/receipts/ask.ts'
import {follow, type Outcome} from '../../../studio/src/receipts/follow.ts'
import {readReceipt, type Receipt} from '../../../studio/src/receipts/receipt.ts'
import {wordingFor} from '../../../studio/src/receipts/wording.ts'

const siteUrl = 'http://localhost:3000'
const question = {siteUrl, transaction: 'tx1', token: 'secret'}
const live = (path: string, ms: number) => ({path, state: 'live' as const, ms})
const receipt = (fields: Partial<Receipt> = {}): Receipt => ({
  state: 'live',
  pages: [live('/articles/tides', 43), live('/', 92)],
  more: 0,
  ...fields,
})

describe('what the site answers', () => {
  test('is read, and what Studio does not show is left out', () => {
    const page = {...live('/', 92), revision: null}

    expect(readReceipt({transaction: 'tx1', state: 'live', pages: [page], more: 0})).toEqual({
      state: 'live',
      pages: [live('/', 92)],
      more: 0,
    })
  })

  test.each([
    ['no object', 'live'],
    ['an unknown state', {state: 'done', pages: []}],
    ['no pages', {state: 'live'}],
    ['a page with an unknown state', {state: 'live', pages: [{path: '/', state: 'done'}]}],
    ['a page elsewhere', {state: 'live', pages: [live('//evil.example', 1)]}],
    ['a script for a page', {state: 'live', pages: [live('javascript:alert(1)', 1)]}],
  ])('is not believed with %s', (_, value) => {
    expect(readReceipt(value)).toBeUndefined()
  })
})

describe('asking', () => {
  const answering = (status: number, body: unknown = {}) => {
    const requests: Request[] = []
    const send = async (...[input, init]: Parameters<typeof fetch>) => {
      requests.push(new Request(input, init))
      // A question is a filter and answered by a list; asking for another render is about one.
      const list = {receipts: body ? [body] : []}
      return Response.json(init?.method === 'POST' ? body : list, {status})
    }
    return {requests, send}
  }

  test('names the transaction and who asks', async () => {
    const {requests, send} = answering(200, receipt())

    expect(await askSite(question, send)).toEqual({kind: 'receipt', receipt: receipt()})
    await askSite({...question, retry: true}, send)

    expect(requests.map(({method, url}) => `${method} ${url}`)).toEqual([
      'GET http://localhost:3000/api/receipts?transaction=tx1',
      'POST http://localhost:3000/api/receipts/tx1',
    ])
    expect(requests[0]?.headers.get('authorization')).toBe('Bearer secret')
  })

  test('of which the site has not heard is no error', async () => {
    expect(await askSite(question, answering(200, null).send)).toEqual({kind: 'unknown'})
  })

  test.each([
    [404, 'unknown'],
    [401, 'refused'],
    [403, 'refused'],
    [503, 'unreachable'],
  ])('%i is "%s"', async (status, kind) => {
    expect(await askSite(question, answering(status).send)).toEqual({kind})
  })

  test('never fails', async () => {
    const broken = async () => new Response('<html>')
    const gone = async () => {
      throw new TypeError('fetch failed')
    }

    expect(await askSite(question, broken)).toEqual({kind: 'unreachable'})
    expect(await askSite(question, gone)).toEqual({kind: 'unreachable'})
    expect(await askSite({...question, token: undefined}, gone)).toEqual({kind: 'refused'})
  })
})

describe('following', () => {
  /** Follow through these answers, the last of them for good, on a clock that only waiting moves. */
  async function followed(answers: Answer[], isNew: boolean, until = Infinity) {
    const shown: string[] = []
    const controller = new AbortController()
    let time = 0
    let asked = 0
    await follow({
      ask: async () => answers[Math.min(asked++, answers.length - 1)]!,
      isNew,
      show: (outcome) => shown.push(nameOf(outcome)),
      wait: async (milliseconds) => {
        time += milliseconds
        if (time > until) controller.abort()
      },
      signal: controller.signal,
      now: () => time,
    })
    return {shown: shown.filter((name, index) => name !== shown[index - 1]), asked, time}
  }
  const nameOf = (outcome: Outcome) =>
    outcome.kind === 'receipt' ? outcome.receipt.state : outcome.kind
  const unknown: Answer = {kind: 'unknown'}
  const unreachable: Answer = {kind: 'unreachable'}
  const told = (state: Receipt['state']): Answer => ({kind: 'receipt', receipt: receipt({state})})

  test('a new publication is followed until it is live', async () => {
    const {shown, time} = await followed([unknown, told('working'), told('live')], true)

    expect(shown).toEqual(['waiting', 'working', 'live'])
    expect(time).toBeLessThanOrEqual(200)
  })

  test('what is live is followed further until no page beyond the receipt waits', async () => {
    const more = (count: number): Answer => ({kind: 'receipt', receipt: receipt({more: count})})

    const {asked} = await followed([told('working'), more(300), more(20), more(0)], true)

    expect(asked).toBe(4)
  })

  test('what lags is followed further, ever more slowly', async () => {
    const {shown, asked} = await followed([told('lagging')], true, 60_000)

    expect(shown).toEqual(['waiting', 'lagging'])
    expect(asked).toBeLessThan(30)
  })

  test('it ends by itself', async () => {
    const {time} = await followed([told('lagging')], true)

    expect(time).toBeLessThan(11 * 60_000)
  })

  test('a site that was not told, or is away, is said to be so after a moment', async () => {
    expect((await followed([unknown], true, 30_000)).shown).toEqual(['waiting', 'untold'])
    const away = await followed([unreachable, unreachable, unreachable, told('live')], true)
    expect(away.shown).toEqual(['waiting', 'live'])
    expect((await followed([unreachable], true, 30_000)).shown).toEqual(['waiting', 'unreachable'])
  })

  test('of an earlier publication a receipt is shown, and its absence is not', async () => {
    expect((await followed([told('live')], false)).shown).toEqual(['live'])
    for (const answer of [unknown, unreachable, {kind: 'refused'} as const]) {
      expect(await followed([answer], false)).toEqual({shown: ['quiet'], asked: 1, time: 0})
    }
  })
})

describe('what an editor reads', () => {
  const headline = (outcome: Outcome, isWithdrawn = false) =>
    wordingFor(outcome, isWithdrawn)?.headline

  test('is nothing, until something was published', () => {
    expect(wordingFor({kind: 'quiet'}, false)).toBeUndefined()
  })

  test('counts the pages, and takes the time of the slowest', () => {
    expect(headline({kind: 'waiting'})).toBe('Publishing…')
    expect(headline({kind: 'receipt', receipt: receipt()})).toBe('Live on 2 pages, 0.1 s')
    const slow = receipt({pages: [live('/', 2_340)]})
    expect(headline({kind: 'receipt', receipt: slow})).toBe('Live on 1 page, 2.3 s')
    expect(headline({kind: 'receipt', receipt: receipt({pages: []})})).toBe(
      'Live: no page shows it',
    )
  })

  test('speaks of a withdrawal as one', () => {
    expect(headline({kind: 'waiting'}, true)).toBe('Withdrawing…')
    expect(headline({kind: 'receipt', receipt: receipt()}, true)).toBe(
      'Withdrawn, 2 pages updated, 0.1 s',
    )
  })

  test('says how many pages lag, and offers to render them again', () => {
    const lagging = {
      path: '/',
      state: 'lagging' as const,
      ms: null,
      reason: 'The page answers 500.',
    }
    const pages = [live('/articles/tides', 43), lagging]
    const outcome: Outcome = {kind: 'receipt', receipt: receipt({state: 'lagging', pages})}

    expect(wordingFor(outcome, false)).toMatchObject({
      tone: 'problem',
      headline: '1 of 2 pages lags',
      again: 'Retry',
    })
  })

  test('of pages that nobody knows says no number, and offers nothing that would not help', () => {
    const outcome: Outcome = {kind: 'receipt', receipt: receipt({state: 'lagging'})}

    const wording = wordingFor(outcome, false)

    expect(wording).toMatchObject({headline: 'Which other pages show it is not known'})
    expect(wording).not.toHaveProperty('again')
    expect(wording?.remedy).toContain('publish once more')
  })

  test('whatever went wrong, says what to do', () => {
    for (const kind of ['untold', 'unreachable', 'refused'] as const) {
      for (const isWithdrawn of [false, true]) {
        expect(wordingFor({kind}, isWithdrawn)?.remedy).toMatch(/\.$/)
      }
    }
    expect(wordingFor({kind: 'unreachable'}, false)?.remedy).toContain('npm start')
  })
})
