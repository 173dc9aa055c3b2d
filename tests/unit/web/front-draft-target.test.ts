import {evaluate, parse} from 'groq-js'
import {expect, test, vi} from 'vitest'
import {disableDraft, draftTarget, enableDraft} from '../../../web/src/api/draft-mode.ts'
import {DraftCookie} from '../../../web/src/server/draft-cookie.ts'

const cookie = new DraftCookie({secret: 's'.repeat(64), secure: false})
const targetOf = (pathname: string) =>
  draftTarget(new URLSearchParams({'sanity-preview-pathname': pathname}))

const evil = [
  'http://x//evil.example/p',
  'https://evil.example',
  '//evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/.//evil.example',
  '/a/..//evil.example',
  '/%2f%2fevil.example/%2f',
  '/\t/evil.example',
  '/\n/evil.example',
  'javascript:alert(1)',
  '/..//evil.example',
]

test('twelve targets that lead off the site are refused', () => {
  for (const pathname of evil) expect(targetOf(pathname), pathname).toBeUndefined()
})

test('a page of the site is a target, with what Studio adds to its address', () => {
  expect(targetOf('/articles/tides')).toBe('/articles/tides')
  expect(targetOf('/articles/tides?a=//evil.example')).toBe('/articles/tides')
  const parameters = new URLSearchParams({
    'sanity-preview-pathname': '/',
    'sanity-preview-perspective': 'drafts',
    'sanity-preview-secret': 'x',
  })
  expect(draftTarget(parameters)).toBe('/?sanity-preview-perspective=drafts')
})

/** What Studio wrote: an editor's secret this many minutes ago, and with `shared` that of a shared preview. */
const written = (secret: string, minutes: number) => ({
  _id: 'drafts.sanity-preview-url-secret.a',
  _type: 'sanity.previewUrlSecret',
  _updatedAt: new Date(Date.now() - minutes * 60_000).toISOString(),
  secret,
})
const shared = (secret: string) => ({
  ...written(secret, 1),
  _id: 'sanity-preview-url-secret.share-access',
  _type: 'sanity.previewUrlShareAccess',
})

/** A lake that holds these documents. */
function clientOf(dataset: object[]) {
  const client = {
    config: () => ({token: 't'}),
    withConfig: () => client,
    fetch: async (query: string, params: Record<string, string>) =>
      (await evaluate(parse(query, {params}), {dataset, params})).get(),
  }
  return (async () => client) as unknown as Parameters<typeof enableDraft>[0]['client']
}
const clientWith = (secret: string) => clientOf([written(secret, 59)])

const request = (parameters: Record<string, string>) =>
  new Request(`http://site.test/api/draft-mode/enable?${new URLSearchParams(parameters)}`)

test('the right secret lets an editor in, on this site, where the page is prepared', async () => {
  const entered = vi.fn<() => void>()
  const enable = enableDraft({client: clientWith('right'), cookie, entered})

  const answer = await enable(
    request({'sanity-preview-secret': 'right', 'sanity-preview-pathname': '/articles/tides'}),
  )

  expect(answer.status).toBe(307)
  expect(answer.headers.get('location')).toBe('/articles/tides')
  expect(cookie.verify(answer.headers.get('set-cookie')?.split(';', 1)[0])).toBe(true)
  expect(entered).toHaveBeenCalledOnce()
})

test('a wrong or missing secret gets no cookie, and has nothing prepared', async () => {
  const entered = vi.fn<() => void>()
  const enable = enableDraft({client: clientWith('right'), cookie, entered})

  for (const parameters of [
    {},
    {'sanity-preview-secret': 'wrong'},
    {'sanity-preview-secret': 'x'.repeat(300)},
  ]) {
    const answer = await enable(request(parameters as Record<string, string>))
    expect(answer.status).toBe(401)
    expect(answer.headers.get('set-cookie')).toBeNull()
  }
  expect(entered).not.toHaveBeenCalled()
})

test('a secret older than an hour, or of a shared preview, opens nothing', async () => {
  const client = clientOf([written('old', 61), shared('shared')])
  const enable = enableDraft({client, cookie, entered: () => undefined})

  for (const secret of ['old', 'shared']) {
    const answer = await enable(request({'sanity-preview-secret': secret}))
    expect(answer.status, secret).toBe(401)
    expect(answer.headers.get('set-cookie')).toBeNull()
  }
})

test('the right secret with a target elsewhere is refused, and no cookie is set', async () => {
  const entered = vi.fn<() => void>()
  const enable = enableDraft({client: clientWith('right'), cookie, entered})

  for (const pathname of evil) {
    const answer = await enable(
      request({'sanity-preview-secret': 'right', 'sanity-preview-pathname': pathname}),
    )
    expect(answer.status, pathname).toBe(400)
    expect(answer.headers.get('set-cookie')).toBeNull()
  }
  expect(entered).not.toHaveBeenCalled()
})

test('without a token the preview says what it needs', async () => {
  const answer = await enableDraft({client: undefined, cookie, entered: () => undefined})(
    request({'sanity-preview-secret': 'a'}),
  )

  expect(answer.status).toBe(503)
  expect(await answer.text()).toContain('SANITY_READ_TOKEN')
})

test('leaving the preview ends the cookie and shows the page that the editor was on', async () => {
  const leave = (headers: Record<string, string>) =>
    disableDraft({cookie})(new Request('http://site.test/api/draft-mode/disable', {headers}))

  const answer = await leave({
    referer: 'http://site.test/articles/tides?sanity-preview-perspective=drafts',
  })

  expect(answer.headers.get('location')).toBe('/articles/tides')
  expect(answer.headers.get('set-cookie')).toContain('Max-Age=0')
  expect((await leave({})).headers.get('location')).toBe('/')
  expect(
    (await leave({referer: 'https://evil.example//evil.example/x'})).headers.get('location'),
  ).toBe('/')
})
