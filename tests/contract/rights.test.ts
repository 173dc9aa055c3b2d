/**
 * Every address of the lake, asked by everybody. The list is read from the handler's own table, so that a new route
 * cannot be forgotten: it has no line here, and that fails.
 */
import sharp from 'sharp'
import {expect} from 'vitest'
import {routesOf} from '../../lake/src/handler.ts'
import {absent} from '../../lake/src/routes/absent.ts'
import {createStreams} from '../../lake/src/routes/stream.ts'
import {addEditor, test} from '../support/lake.ts'
import {apiVersion, dataset, projectId} from '../support/servers.ts'
import {readOurs} from '../support/sources.ts'

const roles = ['anonymous', 'viewer', 'contributor', 'editor', 'administrator'] as const

/** Status for each role, in the order above. */
type Statuses = [number, number, number, number, number]
const everybody: Statuses = [200, 200, 200, 200, 200]
const members: Statuses = [401, 200, 200, 200, 200]
const writers: Statuses = [401, 403, 200, 200, 200]
const editors: Statuses = [401, 403, 403, 200, 200]
const administrators: Statuses = [401, 403, 403, 403, 200]

interface Case {
  statuses: Statuses
  /** The address; `unique` is another text for each role. */
  path?: (unique: string, made: Made) => string
  body?: (unique: string, made: Made) => unknown
}

interface Made {
  image: string
  file: string
  hook: string
  attempt: string
  users: Record<string, string>
  tokens: Record<string, string>
  picture: Buffer
}

const publish = (id: string) => ({
  actions: [
    {actionType: 'sanity.action.document.publish', draftId: `drafts.${id}`, publishedId: id},
  ],
})
const hook = {
  type: 'document',
  name: 'h',
  url: 'http://localhost:9/',
  dataset,
  isDisabledByUser: true,
}
const project = `/projects/${projectId}`

const cases: Record<string, Case> = {
  'GET /data/query/:dataset': {statuses: everybody, path: () => `/data/query/${dataset}?query=1`},
  'POST /data/query/:dataset': {statuses: everybody, body: () => ({query: '1'})},
  'POST /data/mutate/:dataset': {
    statuses: editors,
    body: (unique) => ({mutations: [{create: {_id: `m-${unique}`, _type: 'article'}}]}),
  },
  'POST /data/actions/:dataset': {statuses: editors, body: (unique) => publish(`a-${unique}`)},
  'GET /data/doc/:dataset/:ids+': {statuses: everybody, path: () => `/data/doc/${dataset}/a`},
  'GET /data/listen/:dataset': {statuses: everybody, path: () => `/data/listen/${dataset}?query=*`},
  'GET /data/live/events/:dataset': {statuses: everybody},
  'GET /data/history/:dataset/events/documents/:id': {statuses: members},
  'GET /data/history/:dataset/transactions/:ids+': {statuses: members},
  'GET /data/history/:dataset/documents/:ids+': {statuses: members},
  'GET /data/references/:dataset/documents/:id/to': {
    statuses: members,
    path: () => `/data/references/${dataset}/documents/a/to?excludeInternalReferences=true`,
  },
  'GET /data/export/:dataset': {statuses: members},
  'GET /datasets': {statuses: members},
  'PUT /datasets/:name': {
    statuses: administrators,
    path: (unique) => `/datasets/made-${unique}`,
    body: () => ({}),
  },
  'PATCH /datasets/:name': {statuses: administrators, body: () => ({aclMode: 'public'})},
  'DELETE /datasets/:name': {statuses: administrators, path: () => '/datasets/spare-one'},
  'GET /projects/:project/datasets': {statuses: members},
  'PUT /projects/:project/datasets/:name': {
    statuses: administrators,
    path: (unique) => `${project}/datasets/put-${unique}`,
    body: () => ({}),
  },
  'PATCH /projects/:project/datasets/:name': {
    statuses: administrators,
    body: () => ({aclMode: 'public'}),
  },
  'DELETE /projects/:project/datasets/:name': {
    statuses: administrators,
    path: () => `${project}/datasets/spare-two`,
  },
  'GET /datasets/:name/settings/embeddings': {statuses: members},
  'GET /projects/:project/datasets/:name/settings/embeddings': {statuses: members},
  'GET /projects': {statuses: members},
  'GET /projects/:project': {statuses: members},
  'GET /projects/:project/datasets/:dataset/acl': {statuses: everybody},
  'GET /projects/:project/grants': {statuses: members},
  'GET /projects/:project/user-applications': {statuses: members},
  'GET /projects/:project/cors': {statuses: members},
  'GET /invitations/project/:project': {statuses: members},
  'GET /projects/:project/tokens': {statuses: administrators},
  'POST /projects/:project/tokens': {
    statuses: administrators,
    body: () => ({label: 'Site', roleName: 'viewer'}),
  },
  'DELETE /projects/:project/tokens/:token': {
    statuses: [401, 403, 403, 403, 204],
    path: (unique, {tokens}) => `${project}/tokens/${tokens[unique]}`,
  },
  'GET /projects/:project/users': {statuses: administrators},
  'POST /projects/:project/users': {
    statuses: administrators,
    body: () => ({name: 'Eve', role: 'viewer'}),
  },
  'DELETE /projects/:project/users/:user': {
    statuses: [401, 403, 403, 403, 204],
    path: (unique, {users}) => `${project}/users/${users[unique]}`,
  },
  'GET /users/me': {statuses: members},
  'GET /users/me/keyvalue/:keys': {statuses: members, path: () => '/users/me/keyvalue/pane'},
  'PUT /users/me/keyvalue': {statuses: members, body: () => [{key: 'pane', value: 1}]},
  'GET /users/:ids': {statuses: members, path: (_unique, {users}) => `/users/${users.viewer}`},
  'GET /auth/id': {statuses: members},
  'GET /auth/providers': {statuses: everybody},
  'POST /auth/logout': {statuses: [204, 204, 204, 204, 204]},
  'GET /ping': {statuses: everybody},
  'GET /data/ping/:dataset': {statuses: everybody},
  'GET /check/cors': {statuses: everybody},
  'GET /features': {statuses: everybody},
  'GET /intake/telemetry-status': {statuses: everybody},
  'GET /journey/:offer+': {statuses: everybody, path: () => '/journey/trial'},
  'GET /help': {statuses: everybody},
  'POST /assets/images/:dataset': {statuses: writers, body: (_unique, {picture}) => picture},
  'POST /assets/files/:dataset': {statuses: writers, body: () => Buffer.from('text')},
  'GET /images/:project/:dataset/:name': {statuses: everybody, path: (_unique, {image}) => image},
  'GET /images/:project/:dataset/:name/:vanity': {
    statuses: everybody,
    path: (_unique, {image}) => `${image}/a-bridge.png`,
  },
  'GET /files/:project/:dataset/:name': {statuses: everybody, path: (_unique, {file}) => file},
  'GET /hooks/projects/:project': {statuses: administrators},
  'POST /hooks/projects/:project': {statuses: [401, 403, 403, 403, 201], body: () => hook},
  'GET /hooks/projects/:project/attempts/:attempt': {statuses: [401, 403, 403, 403, 404]},
  'GET /hooks/projects/:project/:hook/attempts': {statuses: administrators},
  'GET /hooks/projects/:project/:hook/messages': {statuses: administrators},
  'GET /hooks/projects/:project/:hook': {statuses: administrators},
  'PATCH /hooks/projects/:project/:hook': {statuses: administrators, body: () => ({name: 'n'})},
  'DELETE /hooks/projects/:project/:hook': {statuses: [401, 403, 403, 403, 204]},
}

/** What a pattern's names stand for where a case does not say it. */
const filled = (path: string, {hook: hookId, attempt}: Made) =>
  path
    .replace(':dataset', dataset)
    .replace(':name', dataset)
    .replace(':project', projectId)
    .replace(':hook', hookId)
    .replace(':attempt', attempt)
    .replace(/:ids?\+?$/, 'a')

test('[A4] every address answers each role as it should, and none is forgotten', async ({lake}) => {
  const picture = await sharp({create: {width: 2, height: 2, channels: 3, background: '#fff'}})
    .png()
    .toBuffer()
  const callers = roles.map((role) => ({
    role,
    token: role === 'anonymous' ? '' : addEditor(lake, role, role).token,
  }))
  const keeper = addEditor(lake, 'Keeper', 'administrator')
  for (const name of ['spare-one', 'spare-two']) lake.datasets.create(name)
  for (const role of roles) await lake.seed([{_id: `drafts.a-${role}`, _type: 'article'}])
  const guests = roles.map((role) => [role, addEditor(lake, `Guest of ${role}`).id] as const)
  const robots = roles.map(
    (role) =>
      [role, lake.registry.addUser({name: role, role: 'viewer', robot: true}).tokenId] as const,
  )
  const image = await keeper.client.assets.upload('image', picture)
  const file = await keeper.client.assets.upload('file', Buffer.from('text'), {filename: 'a.txt'})
  const {id: hookId} = await keeper.client.request<{id: string}>({
    method: 'POST',
    url: `/hooks/projects/${projectId}`,
    body: hook,
  })
  const made: Made = {
    image: `/${image.path}`,
    file: `/${file.path}`,
    hook: hookId,
    attempt: 'none',
    users: Object.fromEntries(guests),
    tokens: Object.fromEntries(robots),
    picture,
  }

  const routes = routesOf(createStreams()).filter((route) => !absent.includes(route))
  const answered: Record<string, number[]> = {}
  for (const {method, path, versioned} of routes) {
    const name = `${method} ${path}`
    const one = cases[name]
    answered[name] = []
    if (!one) continue
    for (const {role, token} of callers) {
      const at = one.path?.(role, made) ?? filled(path, made)
      const body = one.body?.(role, made)
      const response = await lake.fetch(
        new Request(`http://localhost${versioned === false ? '' : `/v${apiVersion}`}${at}`, {
          method,
          headers: token ? {authorization: `Bearer ${token}`} : {},
          ...(body === undefined
            ? {}
            : {body: Buffer.isBuffer(body) ? new Uint8Array(body) : JSON.stringify(body)}),
        }),
      )
      await response.body?.cancel()
      answered[name].push(response.status)
    }
  }

  expect(answered).toEqual(
    Object.fromEntries(Object.entries(cases).map(([name, {statuses}]) => [name, statuses])),
  )
})

test('[A4] what the lake does not offer is refused alike for everybody, and told in SPEC.md', async ({
  lake,
}) => {
  const {token} = addEditor(lake, 'Ada', 'administrator')
  const [, differences = ''] = readOurs('lake/SPEC.md').split('## Known differences')

  for (const {method, path} of absent)
    for (const authorization of ['', `Bearer ${token}`]) {
      const url = `http://localhost/v${apiVersion}${path.replaceAll(/:\w+\+?/g, projectId)}`
      const response = await lake.fetch(
        new Request(url, {method, headers: authorization ? {authorization} : {}}),
      )
      expect(response.status, `${method} ${path}`).toBe(501)
      const {message} = (await response.json()) as {message: string}
      const [, feature] = /does not offer (.+?)(?: \(.+\))? yet/.exec(message) ?? []
      expect(differences, `${method} ${path}`).toContain(feature)
    }
})

const contributorWrites: [what: string, mutation: object][] = [
  ['a published document under an asset type', {create: {_id: 'new', _type: 'sanity.imageAsset'}}],
  [
    'what is published, called an asset',
    {createOrReplace: {_id: 'tides', _type: 'sanity.imageAsset', title: 'Mine'}},
  ],
  ['the address of a picture', {patch: {id: 'ASSET', set: {url: 'http://evil.example/x.png'}}}],
  ['a picture, away', {delete: {id: 'ASSET'}}],
]
for (const [what, mutation] of contributorWrites)
  test(`[A4] a contributor does not write ${what}`, async ({lake, editor}) => {
    await lake.seed([{_id: 'tides', _type: 'article', title: 'Tides'}])
    const picture = sharp({create: {width: 2, height: 2, channels: 3, background: '#fff'}})
    const asset = await editor.client.assets.upload('image', await picture.png().toBuffer())
    const before = [lake.datasets.get(dataset).document(asset._id), 'Tides']
    const text = JSON.stringify(mutation).replace('ASSET', asset._id)

    const {client} = addEditor(lake, 'Carl', 'contributor')
    const written = client.mutate([JSON.parse(text)])

    await expect(written).rejects.toMatchObject({statusCode: 403})
    const after = lake.datasets.get(dataset)
    expect([after.document(asset._id), after.document('tides')?.title]).toEqual(before)
  })

test('[A4] a viewer leaves no trace in the log, not even an empty transaction', async ({lake}) => {
  const {client} = addEditor(lake, 'V', 'viewer')
  const before = lake.datasets.get(dataset).lastSeq

  const nothing = client.request({
    method: 'POST',
    url: `/data/mutate/${dataset}`,
    body: {mutations: []},
  })

  await expect(nothing).rejects.toMatchObject({statusCode: 403})
  expect(lake.datasets.get(dataset).lastSeq).toBe(before)
})

test('[P9] a release is moved by its own actions only', async ({lake, editor}) => {
  const {client} = editor
  const action = (actionType: string, more: object) =>
    client.action({actionType: `sanity.action.${actionType}`, ...more} as never)
  await action('release.create', {releaseId: 'r1', metadata: {title: 'Spring'}})
  const id = '_.releases.r1'

  const edited = action('release.edit', {releaseId: 'r1', patch: {set: {state: 'published'}}})
  const deleted = action('document.delete', {publishedId: id, includeDrafts: []})
  const replaced = action('document.create', {
    publishedId: '_.releases.r2',
    attributes: {_id: '_.releases.r2', _type: 'system.release', name: 'r2', state: 'published'},
  })
  const titled = action('release.edit', {
    releaseId: 'r1',
    patch: {set: {'metadata.title': 'Summer'}},
  })

  for (const refused of [edited, deleted, replaced])
    await expect(refused).rejects.toMatchObject({statusCode: 400})
  await titled
  expect(lake.datasets.get(dataset).document(id)).toMatchObject({
    state: 'active',
    metadata: {title: 'Summer'},
  })
  expect(lake.datasets.get(dataset).document('_.releases.r2')).toBeNull()
})

test('[A2] what a revoked token has opened is closed at once', async ({lake}) => {
  const {id, token} = addEditor(lake, 'Ada')
  const open = async (path: string, bearer?: string) => {
    const response = await lake.fetch(
      new Request(`http://localhost/v${apiVersion}${path}`, {
        headers: bearer ? {authorization: `Bearer ${bearer}`} : {},
      }),
    )
    return response.text()
  }
  const listening = open(`/data/listen/${dataset}?query=*&includeResult=true`, token)
  const live = open(`/data/live/events/${dataset}?includeDrafts=true`, token)
  let anonymousEnded = false
  void open(`/data/listen/${dataset}?query=*`).then(() => (anonymousEnded = true))
  await lake.seed([{_id: 'before', _type: 'article'}])

  lake.registry.removeUser(id)
  await lake.seed([{_id: 'secret', _type: 'article'}])

  const [heard, tags] = await Promise.all([listening, live])
  expect(heard).not.toContain('secret')
  expect(tags).toContain('welcome')
  expect(anonymousEnded).toBe(false)
})
