/** The page that a preview asks for while somebody types: whom it is for, what it may be asked, and whose words are in it. */
import {randomBytes} from 'node:crypto'
import {expect, onTestFinished, test} from 'vitest'
import {draftPage} from '../../../web/src/api/draft-page.ts'
import {withUnsaved} from '../../../web/src/draft/unsaved.ts'
import {openRenderer} from '../../../web/src/rendering/door.ts'
import {DraftCookie} from '../../../web/src/server/draft-cookie.ts'
import {DraftPages} from '../../../web/src/server/draft-pages.ts'

const cookie = new DraftCookie({secret: randomBytes(32).toString('hex'), secure: false})
const valid = cookie.issue().split(';', 1)[0]!
const json = 'application/json'

/** A renderer that says the title of the one article, and a lake that has it. */
function open({fails = false} = {}) {
  const asked: string[] = []
  openRenderer(async (target, ask, {seesDrafts} = {}) => {
    if (target.split('?', 1)[0] !== '/articles/tides') return {status: 404, headers: {}}
    const [article, again] = await Promise.all([
      ask<{title: string}>('article', {}, []),
      ask<{title: string}>('article', {}, []),
    ])
    expect(again).toEqual(article)
    return {status: 200, headers: {}, page: `${article.title} ${seesDrafts ? 'with' : 'without'}`}
  })
  onTestFinished(() => openRenderer(undefined as never))
  const pages = new DraftPages({
    ask: async (query) => {
      if (fails) throw new Error('The lake is away.')
      asked.push(query)
      return {_id: 'a', title: 'Saved'} as never
    },
    opened: async () => undefined,
  })
  const failures: string[] = []
  const handle = draftPage({pages, cookie, report: (path) => failures.push(path)})
  const ask = async (body: unknown, headers: Record<string, string> = {}) => {
    const request = new Request('http://site/api/draft-mode/page', {
      method: 'POST',
      headers: {cookie: valid, 'content-type': json, ...headers},
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
    const response = await handle(request)
    return {status: response.status, text: await response.text()}
  }
  return {ask, asked, failures}
}

test('an editor gets the page with the draft, and with the words that are not saved', async () => {
  const {ask, asked} = open()

  const saved = await ask({path: '/articles/tides?sanity-preview-perspective=drafts'})
  const typed = await ask({path: '/articles/tides', unsaved: {a: {title: 'Typed'}}})
  const elsewhere = await ask({path: '/articles/tides', unsaved: {b: {title: 'Typed'}}})

  expect(saved).toEqual({status: 200, text: '<!DOCTYPE html>Saved with'})
  expect(typed).toEqual({status: 200, text: '<!DOCTYPE html>Typed with'})
  expect(elsewhere.text).toBe('<!DOCTYPE html>Saved with')
  expect(asked).toEqual(['article', 'article', 'article'])
})

test.for([
  ['without a cookie', {cookie: ''}],
  ['with a forged one', {cookie: `${cookie.name}=99999999999.forged`}],
] as const)('nobody gets it %s', async ([, headers]) => {
  const {ask, asked} = open()

  const answer = await ask({path: '/articles/tides', unsaved: {a: {title: 'Typed'}}}, headers)

  expect(answer.status).toBe(401)
  expect(answer.text).not.toContain('Typed')
  expect(asked).toEqual([])
})

test('a form of another page, an address that is no page, and words that are none are refused', async () => {
  const {ask, asked} = open()

  const form = await ask('{"path":"/articles/tides"}', {'content-type': 'text/plain'})
  const refused = await Promise.all([
    ask({path: '//evil.example/'}),
    ask({path: '/nowhere'}),
    ask('{'),
    ask({path: '/articles/tides', unsaved: {a: {title: 1}}}),
    ask({path: '/articles/tides', unsaved: ['a']}),
    ask('x'.repeat(5e6)),
  ])

  expect(form.status).toBe(415)
  expect(refused.map(({status}) => status)).toEqual([404, 404, 404, 400, 400, 413])
  expect(asked).toEqual([])
})

test('a lake that is away is told apart from a page that is not there', async () => {
  const {ask, failures} = open({fails: true})

  expect(await ask({path: '/articles/tides'})).toMatchObject({status: 503})

  expect(failures).toEqual(['/articles/tides'])
})

test('unsaved words stand wherever an answer shows the document, and change nothing else of it', () => {
  const answer = {
    _id: 'a',
    title: 'Saved',
    standfirst: 'Kept',
    body: null,
    slug: 'tides',
    seo: {title: 'For machines'},
    authors: [{_id: 'b', name: 'Ada', title: 'Saved'}],
    related: [{_id: 'c', title: 'Other'}, {_id: 'a', title: 'Saved', authors: []}, null],
  }

  const changed = withUnsaved(answer, {
    a: {title: 'Typed', standfirst: null, body: 'New', authors: 'no', unknown: 'no'},
  })

  expect(changed).toEqual({
    ...answer,
    title: 'Typed',
    standfirst: null,
    body: 'New',
    related: [answer.related[0], {_id: 'a', title: 'Typed', authors: []}, null],
  })
  expect(withUnsaved(answer, {})).toBe(answer)
})
