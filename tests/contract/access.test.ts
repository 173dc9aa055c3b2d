import {describe, expect} from 'vitest'
import {addEditor, clientFor, test} from '../support/lake.ts'
import {dataset, projectId} from '../support/servers.ts'

const manage = (path: string, token?: string, init: RequestInit = {}) =>
  new Request(`http://localhost/v2021-06-07${path}`, {
    ...init,
    headers: {
      'content-type': 'application/json',
      ...(token ? {authorization: `Bearer ${token}`} : {}),
      ...(init.headers as object),
    },
  })

describe('[A1] who asks', () => {
  test('[A1] a cookie proves nothing', async ({lake, editor}) => {
    const answer = await lake.fetch(
      manage('/users/me', undefined, {headers: {cookie: `sanitySession=${editor.token}`}}),
    )

    expect(answer.status).toBe(401)
    expect(answer.headers.get('set-cookie')).toBeNull()
  })

  test('[A2] a wrong token is refused where anonymous callers are let in', async ({
    lake,
    editor,
  }) => {
    await lake.seed([{_id: 'a', _type: 'article'}])
    const wrong = clientFor(`${editor.token.slice(0, -2)}xx`)

    await expect(wrong.getDocument('a')).rejects.toMatchObject({
      statusCode: 401,
      response: {body: {message: 'Session not found', errorCode: 'SIO-401-ANF'}},
    })
    expect(await clientFor().getDocument('a')).toMatchObject({_id: 'a'})
  })

  test('[A2] a revoked token is dead at once', async ({lake}) => {
    const {client, id} = addEditor(lake, 'Ada')
    await client.createOrReplace({_id: 'a', _type: 'article'})

    lake.registry.removeUser(id)

    await expect(client.createOrReplace({_id: 'a', _type: 'article'})).rejects.toMatchObject({
      statusCode: 401,
    })
  })
})

describe('[A4] roles', () => {
  test('[A4] viewers write nothing, contributors only drafts, editors everything', async ({
    lake,
  }) => {
    const write = (role: 'viewer' | 'contributor' | 'editor', id: string) =>
      addEditor(lake, role, role)
        .client.create({_id: id, _type: 'article'})
        .then(() => 'written')
        .catch((error: {statusCode: number}) => error.statusCode)

    expect(await write('viewer', 'drafts.a')).toBe(403)
    expect(await write('contributor', 'drafts.b')).toBe('written')
    expect(await write('contributor', 'b')).toBe(403)
    expect(await write('editor', 'c')).toBe('written')
  })

  test('[A4] acl answers filters for each role', async ({lake, reader}) => {
    const path = `/projects/${projectId}/datasets/${dataset}/acl`
    const permissions = async (client: typeof reader) =>
      (await client.request<{permissions: string[]}[]>({url: path})).flatMap((g) => g.permissions)

    expect(await permissions(addEditor(lake, 'V', 'viewer').client)).not.toContain('update')
    expect(await permissions(addEditor(lake, 'E', 'editor').client)).toContain('update')
    expect(await permissions(addEditor(lake, 'A', 'administrator').client)).toContain('manage')
    expect(await permissions(reader)).toEqual(['read'])
  })
})

describe('[A5] users', () => {
  test('[A5] a member learns who it is and who others are', async ({lake, editor, reader}) => {
    const other = addEditor(lake, 'Bob')

    expect(await editor.client.users.getById('me')).toMatchObject({
      id: editor.id,
      name: editor.name,
      role: 'editor',
    })
    expect(await editor.client.request({url: `/users/${other.id}`})).toMatchObject({
      displayName: other.name,
    })
    expect(
      await editor.client.request({url: `/users/${other.id},${editor.id},pNobody`}),
    ).toHaveLength(2)
    await expect(reader.request({url: `/users/${other.id}`})).rejects.toMatchObject({
      statusCode: 401,
    })
    await expect(reader.users.getById('me')).rejects.toMatchObject({statusCode: 401})
  })

  test('[A6] values are remembered for one user', async ({lake, editor}) => {
    const other = addEditor(lake, 'Bob')

    await editor.client.request({
      method: 'PUT',
      url: '/users/me/keyvalue',
      body: [{key: 'pane.width', value: {px: 3}}],
    })

    const read = {url: '/users/me/keyvalue/pane.width,other'}
    expect(await editor.client.request(read)).toMatchObject([{key: 'pane.width', value: {px: 3}}])
    expect(await other.client.request(read)).toEqual([])
  })
})

describe('[A7] managing who may enter', () => {
  test('[A7] an administrator hands out a token, once, and takes it back', async ({lake}) => {
    const admin = addEditor(lake, 'Ada', 'administrator')
    const tokens = `/projects/${projectId}/tokens`

    const made = await lake.fetch(
      manage(tokens, admin.token, {
        method: 'POST',
        body: JSON.stringify({label: 'Site', roleName: 'viewer'}),
      }),
    )
    const {id, key} = (await made.json()) as {id: string; key: string}

    expect((await lake.fetch(manage('/users/me', key))).status).toBe(200)
    const listed = await lake.fetch(manage(tokens, admin.token))
    expect(await listed.text()).not.toContain(key)
    await lake.fetch(manage(`${tokens}/${id}`, admin.token, {method: 'DELETE'}))
    expect((await lake.fetch(manage('/users/me', key))).status).toBe(401)
  })

  test('[A7] nobody else does, and the last administrator stays', async ({
    lake,
    editor,
    onlyOurs,
  }) => {
    onlyOurs('it removes an administrator')
    const admin = addEditor(lake, 'Ada', 'administrator')
    const users = `/projects/${projectId}/users`
    const body = JSON.stringify({name: 'Eve', role: 'administrator'})

    for (const token of [undefined, editor.token]) {
      const answer = await lake.fetch(manage(users, token, {method: 'POST', body}))
      expect(answer.status).toBe(token ? 403 : 401)
    }
    const last = await lake.fetch(manage(`${users}/${admin.id}`, admin.token, {method: 'DELETE'}))
    expect(last.status).toBe(409)
  })
})

describe('[A8] pages of other origins', () => {
  test('[A8] change nothing, also by requests that are sent without asking', async ({
    lake,
    editor,
  }) => {
    for (const origin of ['http://evil.example', 'null']) {
      const answer = await lake.fetch(
        new Request(`http://localhost/v2025-02-19/data/mutate/${dataset}`, {
          method: 'POST',
          headers: {origin, 'content-type': 'text/plain', authorization: `Bearer ${editor.token}`},
          body: JSON.stringify({mutations: [{create: {_id: 'evil', _type: 'article'}}]}),
        }),
      )

      expect(answer.status).toBe(403)
      expect(answer.headers.get('access-control-allow-origin')).toBeNull()
    }
    expect(lake.datasets.get(dataset).document('evil')).toBeNull()
  })

  test('[A8] of another site get no work done, and pictures all the same', async ({
    lake,
    onlyOurs,
  }) => {
    onlyOurs('what a browser says of a page is looked at by the lake that stands here')
    const ask = async (path: string, site: string) => {
      const headers = {'sec-fetch-site': site}
      return (await lake.fetch(new Request(`http://localhost${path}`, {headers}))).status
    }
    const question = `/v2025-02-19/data/query/${dataset}?query=count(*)`

    expect(await ask(question, 'cross-site')).toBe(403)
    expect(await ask(question, 'same-site')).toBe(200)
    expect(await ask(question, 'none')).toBe(200)
    expect(await ask(`/images/${projectId}/${dataset}/none-1x1.png`, 'cross-site')).toBe(404)
  })

  test('[A11] members see which are allowed, and cannot change that over the wire', async ({
    lake,
    editor,
    onlyOurs,
  }) => {
    onlyOurs('its origins are settings of whoever runs it')
    const ask = (path: string, token?: string, init?: RequestInit) =>
      lake.fetch(manage(path, token, init))
    const cors = `/projects/${projectId}/cors`

    expect((await ask(cors)).status).toBe(401)
    expect(await (await ask(cors, editor.token)).json()).toEqual([])
    const invited = await ask(`/invitations/project/${projectId}`, editor.token)
    expect(await invited.json()).toEqual([])
    const body = JSON.stringify({origin: 'https://a.example', allowCredentials: true})
    const added = await ask(cors, editor.token, {method: 'POST', body})
    expect(added.status).toBe(501)
    expect(await added.text()).toContain('LAKE_ALLOWED_ORIGINS')
  })
})

test('[A12] what Studio asks of Sanity’s business is answered, and empty', async ({lake}) => {
  const ask = async (path: string) => (await lake.fetch(manage(path))).json()

  expect(await ask('/journey/trial?studioVersion=6.16.0')).toBeNull()
  expect(await ask('/help?m=sanity%406.16.0&locale=en-US')).toEqual({resources: {sectionArray: []}})
  expect(await ask('/intake/telemetry-status')).toEqual({status: 'denied'})
})
