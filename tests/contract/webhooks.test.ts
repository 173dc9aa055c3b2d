import {createHmac} from 'node:crypto'
import type {Lake} from '@masthead/lake'
import {http, HttpResponse} from 'msw'
import {expect, onTestFinished, vi} from 'vitest'
import {addEditor, test as base} from '../support/lake.ts'
import {dataset, projectId} from '../support/servers.ts'

interface Delivery {
  body: string
  headers: Headers
  payload: Record<string, unknown>
}

interface Receiver {
  url: string
  deliveries: Delivery[]
  /** What it answers: a status, `hang` for nothing at all, or one after the other. */
  answers: (number | 'hang')[]
}

const test = base.extend<{site: Receiver; admin: string}>({
  site: async ({network, onlyOurs}, use) => {
    onlyOurs('the receiver is in this process')
    const site: Receiver = {url: 'http://site.test/api/revalidate', deliveries: [], answers: []}
    network.use(
      http.post('http://site.test/*', async ({request}) => {
        const body = await request.text()
        site.deliveries.push({body, headers: request.headers, payload: JSON.parse(body)})
        const answer = site.answers.shift() ?? 200
        if (answer === 'hang') return new Promise<never>(() => {})
        const location = {location: 'http://site.test/elsewhere'}
        return new HttpResponse('ok', {status: answer, headers: answer === 302 ? location : {}})
      }),
    )
    await use(site)
  },
  admin: async ({lake}, use) => use(addEditor(lake, 'Ada', 'administrator').token),
})

const api = async (lake: Lake, token: string, method: string, path = '', body?: object) => {
  const response = await lake.fetch(
    new Request(`http://localhost/v2021-06-07/hooks/projects/${projectId}${path}`, {
      method,
      headers: {'content-type': 'application/json', authorization: `Bearer ${token}`},
      ...(body ? {body: JSON.stringify(body)} : {}),
    }),
  )
  const text = await response.text()
  return {status: response.status, body: text ? JSON.parse(text) : null}
}

const hookFor = (site: Receiver, extra: object = {}) => ({
  type: 'document',
  name: 'site',
  url: site.url,
  dataset,
  secret: 'the secret',
  ...extra,
})

const arrived = (site: Receiver, count: number) =>
  vi.waitFor(() => expect(site.deliveries).toHaveLength(count), {timeout: 20_000, interval: 5})

/** Long enough for a delivery that must not come. */
const quiet = () => new Promise((resolve) => setTimeout(resolve, 150))

test('[W1] creation, change and deletion are told, drafts are not', async ({
  lake,
  site,
  admin,
  editor,
}) => {
  await api(lake, admin, 'POST', '', hookFor(site))

  await editor.client.create({_id: 'drafts.a', _type: 'article', title: 'Draft'})
  await editor.client.create({_id: 'a', _type: 'article', title: 'One'})
  await arrived(site, 1)
  await editor.client.patch('a').set({title: 'Two'}).commit()
  await arrived(site, 2)
  await editor.client.delete('a')
  await arrived(site, 3)
  await quiet()

  expect(
    site.deliveries.map(({headers, payload}) => [
      headers.get('sanity-operation'),
      payload['title'],
    ]),
  ).toEqual([
    ['create', 'One'],
    ['update', 'Two'],
    ['delete', 'Two'],
  ])
})

test('[W8] of two changes of a webhook at once none is lost', async ({lake, site, admin}) => {
  const {body: hook} = await api(lake, admin, 'POST', '', hookFor(site))
  const change = (fields: object) => api(lake, admin, 'PATCH', `/${hook.id}`, fields)

  await Promise.all([change({name: 'other'}), change({description: 'Tells the site.'})])

  const {body: changed} = await api(lake, admin, 'GET', `/${hook.id}`)
  expect(changed).toMatchObject({name: 'other', description: 'Tells the site.'})
})

test('[W8] a change in the moment of another is in force', async ({lake, site, admin, editor}) => {
  vi.useFakeTimers({toFake: ['Date']})
  onTestFinished(() => void vi.useRealTimers())
  const {body: hook} = await api(lake, admin, 'POST', '', hookFor(site))
  await api(lake, admin, 'PATCH', `/${hook.id}`, {headers: {'x-word': 'new'}})
  vi.useRealTimers()

  await editor.client.create({_id: 'a', _type: 'article'})
  await arrived(site, 1)

  expect(site.deliveries[0]?.headers.get('x-word')).toBe('new')
})

test('[W1] includeDrafts tells of drafts too', async ({lake, site, admin, editor}) => {
  await api(lake, admin, 'POST', '', hookFor(site, {includeDrafts: true}))

  await editor.client.create({_id: 'drafts.a', _type: 'article'})

  await arrived(site, 1)
  expect(site.deliveries[0]?.payload).toMatchObject({_id: 'drafts.a'})
})

test('[W1] publishing is one message, about the published document', async ({
  lake,
  site,
  admin,
  editor,
}) => {
  await api(lake, admin, 'POST', '', hookFor(site))
  await editor.client.create({_id: 'drafts.a', _type: 'article', title: 'Ready'})

  await editor.publish('a')
  await arrived(site, 1)
  await quiet()

  expect(site.deliveries).toHaveLength(1)
  expect(site.deliveries[0]?.payload).toMatchObject({_id: 'a', title: 'Ready'})
})

test('[W2] the rule sees both sides of the change', async ({lake, site, admin, editor}) => {
  const rule = {
    on: ['update', 'delete'],
    filter: '_type == "article" && (after() == null || delta::changedAny(slug)) // really',
    projection: '{_id, "was": before().slug, "is": after().slug}',
  }
  await api(lake, admin, 'POST', '', hookFor(site, {rule}))

  await editor.client.create({_id: 'a', _type: 'article', slug: 'one', title: 'x'})
  await editor.client.create({_id: 'p', _type: 'page', slug: 'one'})
  await editor.client.patch('a').set({title: 'y'}).commit()
  await editor.client.patch('a').set({slug: 'two'}).commit()
  await editor.client.patch('p').set({slug: 'two'}).commit()
  await editor.client.delete('a')
  await arrived(site, 2)
  await quiet()

  expect(site.deliveries.map(({payload}) => payload)).toEqual([
    {_id: 'a', was: 'one', is: 'two'},
    {_id: 'a', was: 'two', is: null},
  ])
})

test('[W3] [W4] a delivery is signed and says what it is about', async ({
  lake,
  site,
  admin,
  editor,
}) => {
  const settings = hookFor(site, {headers: {'x-site': 'one'}})
  const {body: hook} = await api(lake, admin, 'POST', '', settings)

  const {transactionId} = await editor.client
    .transaction()
    .create({_id: 'a', _type: 'article', title: 'é – 字'})
    .commit()
  await arrived(site, 1)

  const {body, headers} = site.deliveries[0]!
  const [, time = '', signature] =
    /^t=(\d+),v1=([\w-]+)$/.exec(headers.get('sanity-webhook-signature') ?? '') ?? []
  const expected = createHmac('sha256', 'the secret').update(`${time}.${body}`).digest('base64url')
  expect(signature).toBe(expected)
  expect(Math.abs(Date.now() - Number(time))).toBeLessThan(60_000)
  expect(Object.fromEntries(headers)).toMatchObject({
    'content-type': 'application/json',
    'x-site': 'one',
    'sanity-project-id': projectId,
    'sanity-dataset': dataset,
    'sanity-document-id': 'a',
    'sanity-operation': 'create',
    'sanity-webhook-id': hook.id,
    'sanity-transaction-id': transactionId,
    'sanity-transaction-time': expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    'idempotency-key': expect.any(String),
  })
})

test('[W5] a redirect and a refusal are failures, and not tried again', async ({
  lake,
  site,
  admin,
  editor,
}) => {
  const {body: hook} = await api(lake, admin, 'POST', '', hookFor(site))
  site.answers = [302, 404]

  await editor.client.create({_id: 'a', _type: 'article'})
  await editor.client.create({_id: 'b', _type: 'article'})
  await arrived(site, 2)

  await vi.waitFor(async () => {
    const {body: messages} = await api(lake, admin, 'GET', `/${hook.id}/messages`)
    expect(messages).toMatchObject([
      {status: 'failed', failureCount: 1},
      {status: 'failed', failureCount: 1},
    ])
  }, 30_000)
  const {body: attempts} = await api(lake, admin, 'GET', `/${hook.id}/attempts`)
  expect(attempts.map((attempt: {resultCode: number}) => attempt.resultCode).toSorted()).toEqual([
    302, 404,
  ])
})

test('[W7] a receiver that hangs delays neither writes nor other webhooks', async ({
  lake,
  site,
  admin,
  editor,
}) => {
  const stuck = {name: 'stuck', rule: {on: ['create'], filter: '_type == "stuck"'}}
  await api(lake, admin, 'POST', '', hookFor(site, stuck))
  await api(
    lake,
    admin,
    'POST',
    '',
    hookFor(site, {rule: {on: ['create'], filter: '_type == "article"'}}),
  )
  site.answers = ['hang']
  await editor.client.create({_id: 's', _type: 'stuck'})
  await arrived(site, 1)

  await editor.client.create({_id: 'a', _type: 'article'})

  // The first is given up after 30 seconds, later than this is waited for.
  await arrived(site, 2)
  expect(site.deliveries[1]?.payload['_id']).toBe('a')
})

test('[W8] webhooks are managed by administrators, and never show a secret', async ({
  lake,
  site,
  admin,
  editor,
}) => {
  const created = await api(lake, admin, 'POST', '', hookFor(site))
  const path = `/${created.body.id}`

  expect(created.body).toMatchObject({name: 'site', hasSecret: true, projectId})
  expect(JSON.stringify((await api(lake, admin, 'GET')).body)).not.toContain('the secret')
  expect((await api(lake, editor.token, 'GET')).status).toBe(403)
  const changed = await api(lake, admin, 'PATCH', path, {rule: {filter: '_type == "page"'}})
  expect(changed.body).toMatchObject({
    name: 'site',
    hasSecret: true,
    rule: {filter: '_type == "page"', on: ['create', 'update', 'delete']},
  })
  expect((await api(lake, admin, 'PATCH', path, {rule: {filter: '_type =='}})).status).toBe(400)
  expect((await api(lake, admin, 'PATCH', path, {url: 'ftp://x'})).status).toBe(400)
  expect((await api(lake, admin, 'DELETE', path)).status).toBe(204)
  expect((await api(lake, admin, 'GET', path)).status).toBe(404)
})

test('[W9] a webhook that is switched on again begins with the next commit', async ({
  lake,
  site,
  admin,
  editor,
}) => {
  await editor.client.create({_id: 'before', _type: 'article'})
  const {body: hook} = await api(lake, admin, 'POST', '', hookFor(site))
  await api(lake, admin, 'PATCH', `/${hook.id}`, {isDisabledByUser: true})
  await editor.client.create({_id: 'meanwhile', _type: 'article'})

  await api(lake, admin, 'PATCH', `/${hook.id}`, {isDisabledByUser: false})
  await editor.client.create({_id: 'after', _type: 'article'})
  await arrived(site, 1)

  expect(site.deliveries.map(({payload}) => payload['_id'])).toEqual(['after'])
  // The log has what was queued, also when it has not arrived yet.
  const {body: messages} = await api(lake, admin, 'GET', `/${hook.id}/messages`)
  expect(messages).toMatchObject([{documentId: 'after'}])
})

test('[W8] the delivery log has what the sanity CLI prints of it', async ({
  lake,
  site,
  admin,
  editor,
}) => {
  const {body: hook} = await api(lake, admin, 'POST', '', hookFor(site))
  site.answers = [404]
  await editor.client.create({_id: 'a', _type: 'article'})
  await arrived(site, 1)

  const messages = await vi.waitFor(async () => {
    const {body} = await api(lake, admin, 'GET', `/${hook.id}/messages`)
    expect(body).toMatchObject([{status: 'failed'}])
    return body
  }, 30_000)
  const {body: attempts} = await api(lake, admin, 'GET', `/${hook.id}/attempts`)
  const {body: attempt} = await api(lake, admin, 'GET', `/attempts/${attempts[0].id}`)

  expect(messages[0]).toMatchObject({
    createdAt: expect.stringMatching(/Z$/),
    resultCode: 404,
    failureCount: 1,
    payload: expect.stringContaining('"_id":"a"'),
  })
  expect(attempt).toMatchObject({
    messageId: messages[0].id,
    isFailure: true,
    inProgress: false,
    failureReason: 'http',
    resultCode: 404,
    resultBody: 'ok',
    duration: expect.any(Number),
  })
})
