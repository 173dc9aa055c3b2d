import {DatabaseSync} from 'node:sqlite'
import {Mutation} from '@sanity/mutator'
import type {ListenEvent, MutationEvent, SanityClient} from '@sanity/client'
import {applyPatch} from 'mendoza'
import {expect, vi} from 'vitest'
import {MAX_STREAMS} from '../../lake/src/routes/stream.ts'
import {addEditor, clientFor, test} from '../support/lake.ts'

const article = (_id: string, more: object = {}) => ({
  _id,
  _type: 'article',
  title: 'Tides',
  ...more,
})

interface Told {
  events: ListenEvent[]
  mutations(): MutationEvent[]
  errors: Error[]
  stop(): void
}

/** Start listening and wait until the lake says that it hears. */
async function listenTo(
  client: SanityClient,
  query: string,
  params = {},
  options = {},
): Promise<Told> {
  const events: ListenEvent[] = []
  const errors: Error[] = []
  const kinds = ['welcome', 'mutation', 'reconnect', 'welcomeback', 'reset']
  const subscription = client
    .listen(query, params, {events: kinds as 'welcome'[], ...options})
    .subscribe({
      next: (event) => void events.push(event as ListenEvent),
      error: (error: Error) => void errors.push(error),
    })
  await vi.waitFor(() => expect(events.length + errors.length).toBeGreaterThan(0), 30_000)
  return {
    events,
    errors,
    mutations: () => events.filter((event) => event.type === 'mutation') as MutationEvent[],
    stop: () => subscription.unsubscribe(),
  }
}

const heard = (told: Told, count: number) =>
  vi.waitFor(() => expect(told.mutations().length).toBe(count), 30_000)

test('[L1] a listener is welcomed, then hears what matches before or after', async ({editor}) => {
  const {client} = editor
  const told = await listenTo(client, '*[_type == $type && open == true]', {type: 'article'})

  await client.create(article('a'))
  await client.patch('a', {set: {open: true}}).commit()
  await client.patch('a', {set: {title: 'Still'}}).commit()
  await client.patch('a', {set: {open: false}}).commit()
  await client.patch('a', {set: {title: 'Silent'}}).commit()
  await client.create({_id: 'b', _type: 'other', open: true})
  await client.create(article('c', {open: true}))
  await heard(told, 4)
  told.stop()

  expect(told.events[0]).toMatchObject({type: 'welcome', listenerName: expect.any(String)})
  expect(told.mutations().map(({documentId, transition}) => [documentId, transition])).toEqual([
    ['a', 'appear'],
    ['a', 'update'],
    ['a', 'disappear'],
    ['c', 'appear'],
  ])
})

test('[L1] a filter with a query inside it is followed too', async ({lake, editor}) => {
  const {client} = editor
  await lake.seed([{_id: 'ada', _type: 'author', name: 'Ada'}, article('a', {by: 'Ada'})])
  const told = await listenTo(client, '*[by in *[_type == "author"].name]')

  await client.patch('a', {set: {title: 'New'}}).commit()
  await client.patch('a', {set: {by: 'Nobody'}}).commit()
  await client.patch('a', {set: {title: 'Silent'}}).commit()
  await client.create(article('b', {by: 'Ada'}))
  await heard(told, 3)
  told.stop()

  expect(told.mutations().map(({transition}) => transition)).toEqual([
    'update',
    'disappear',
    'appear',
  ])
})

test('[L2] results and effects come when asked for', async ({editor}) => {
  const {client} = editor
  const full = await listenTo(client, '*', {}, {effectFormat: 'mendoza', includeResult: true})
  const lean = await listenTo(client, '*', {}, {includeResult: false, includeMutations: false})

  await client.create(article('a'))
  await heard(full, 1)
  await heard(lean, 1)
  full.stop()
  lean.stop()

  expect(full.mutations()[0]).toMatchObject({
    identity: editor.id,
    mutations: [{create: {_id: 'a'}}],
    result: {_id: 'a', title: 'Tides'},
    effects: {apply: expect.any(Array), revert: [0, null]},
  })
  for (const field of ['mutations', 'result', 'effects', 'previousRev'])
    expect(lean.mutations()[0]).not.toHaveProperty(field)
})

test('[L3] events chain by revision and rebuild each document', async ({lake, editor}) => {
  const {client} = editor
  const wanted = {effectFormat: 'mendoza', includeResult: true, includeAllVersions: true}
  const told = await listenTo(client, '*', {}, wanted)
  const body = 'The interview went well. '.repeat(20)
  const pair = {draftId: 'drafts.a', publishedId: 'a'}
  await lake.seed([
    article('a', {
      body,
      items: [
        {_key: 'x', n: 1},
        {_key: 'y', n: 2},
      ],
    }),
  ])
  const edit = (patch: object) =>
    client.action({actionType: 'sanity.action.document.edit', ...pair, patch})

  await edit({set: {'items[_key=="y"].n': 3}, unset: ['title']})
  await edit({insert: {after: 'items[-1]', items: [{_key: 'z', n: 4}]}})
  await edit({set: {body: body.replace('interview', 'intervïew 🎉')}})
  await editor.publish('a')
  await client.delete('a')
  await heard(told, 7)
  told.stop()

  const replayed = new Map<string, Record<string, unknown> | null>()
  const patched = new Map<string, Record<string, unknown> | null>()
  for (const event of told.mutations()) {
    const {documentId, previousRev, resultRev, transactionId, mutations, effects, result} = event
    const before = replayed.get(documentId) ?? null
    expect(previousRev).toBe(before?._rev)
    expect(resultRev).toBe(transactionId)

    const mutation = new Mutation({mutations: mutations as [], transactionId, resultRev})
    const after = mutation.apply(structuredClone(before) as never)
    const {_rev, ...withoutRevision} = patched.get(documentId) ?? {}
    const applied = applyPatch(before ? withoutRevision : null, effects?.apply as unknown[])
    replayed.set(documentId, after && {...after, _rev: resultRev})
    patched.set(documentId, applied && {...applied, _rev: resultRev})

    expect(patched.get(documentId)).toEqual(result ?? null)
    if (result) {
      const {_updatedAt: _, ...content} = result
      expect(replayed.get(documentId)).toMatchObject(content)
    } else expect(after).toBeNull()
  }
})

test('[L4] the total counts the events that this listener gets', async ({lake, editor}) => {
  const {client} = editor
  const allVersions = {includeAllVersions: true}
  await lake.seed([article('drafts.a')])
  const both = await listenTo(client, '*[_id in $ids]', {ids: ['a', 'drafts.a']}, allVersions)
  const one = await listenTo(client, '*[_id == "a"]')

  await editor.publish('a')
  await heard(both, 2)
  await heard(one, 1)
  both.stop()
  one.stop()

  const totals = (told: Told) =>
    told.mutations().map((event) => [event.transactionCurrentEvent, event.transactionTotalEvents])
  expect(totals(both)).toEqual([
    [1, 2],
    [2, 2],
  ])
  expect(totals(one)).toEqual([[1, 1]])
})

test('[L5] listeners hear of published documents, of drafts and versions who asks', async ({
  lake,
  editor,
}) => {
  const anonymous = await listenTo(clientFor(), '*')
  const plain = await listenTo(editor.client, '*')
  const all = await listenTo(editor.client, '*', {}, {includeAllVersions: true})
  const older = await listenTo(editor.client.withConfig({apiVersion: '2021-06-07'}), '*')
  const anonymousOfAll = await listenTo(clientFor(), '*', {}, {includeAllVersions: true})

  await lake.seed([article('versions.r.a'), article('drafts.a'), article('a')])
  await lake.seed([article('b')])
  const listeners = {anonymous, anonymousOfAll, plain, older, all}
  for (const told of Object.values(listeners))
    await vi.waitFor(() => expect(told.mutations().at(-1)?.documentId).toBe('b'), 30_000)
  for (const told of Object.values(listeners)) told.stop()

  const names = (told: Told) => told.mutations().map(({documentId}) => documentId)
  expect(names(anonymous)).toEqual(['a', 'b'])
  expect(names(anonymousOfAll)).toEqual(['a', 'b'])
  expect(names(plain)).toEqual(['a', 'b'])
  expect(names(older)).toEqual(['a', 'drafts.a', 'b'])
  expect(names(all)).toEqual(['a', 'drafts.a', 'versions.r.a', 'b'])
  expect(plain.mutations()[0]).toMatchObject({transactionTotalEvents: 1})
})

test('[L6] no filter keeps the lake from answering others', async ({lake, editor, reader}) => {
  const letters = 'string::split(body, "")'
  const slow = [
    `*[count(${letters}[count(string::split(^.body, "")[count(string::split(^.^.body, "")[@ == ^]) > 0]) > 0]) > 0]`,
    `*{"n": ${letters}[count(string::split(^.body, "")[@ == ^]) > 0]}`,
    `*[${Array.from({length: 200}, () => 'references("x")').join(' && ')}]`,
  ]
  const told = await Promise.all(slow.map((query) => listenTo(reader, query)))
  const quick = await listenTo(editor.client, '*[_type == "article" && defined(body)]')

  await editor.client.create(article('long', {body: 'High water. '.repeat(2_000)}))
  await heard(quick, 1)
  const answered = await lake.fetch(new Request('http://localhost/v2025-02-19/ping'))

  expect(answered.status).toBe(200)
  for (const one of [...told, quick]) one.stop()
})

test('[L6] a filter that is not GROQ ends in an error that says so', async ({editor}) => {
  const told = await listenTo(editor.client, '*[_type == ')

  expect(told.errors[0]?.message).toContain('GROQ query parse error')
})

/** The stream itself, for what an `EventSource` does by itself. */
async function readStream(
  lake: {fetch(request: Request): Promise<Response>},
  token: string,
  path: string,
  lastEventId?: string,
) {
  const abort = new AbortController()
  const headers = {
    authorization: `Bearer ${token}`,
    ...(lastEventId === undefined ? {} : {'last-event-id': lastEventId}),
  }
  const url = `http://localhost/v2025-02-19${path}`
  const response = await lake.fetch(new Request(url, {headers, signal: abort.signal}))
  let text = ''
  const reading = (async () => {
    const decoder = new TextDecoder()
    try {
      for await (const chunk of response.body ?? []) text += decoder.decode(chunk, {stream: true})
    } catch (error) {
      if (!abort.signal.aborted) throw error
    }
  })()
  const frames = () =>
    text
      .split('\n\n')
      .filter((frame) => frame.startsWith('event:'))
      .map((frame) => ({
        event: /^event: (.*)$/m.exec(frame)?.[1],
        id: /^id: (.*)$/m.exec(frame)?.[1],
        data: JSON.parse(/^data: (.*)$/m.exec(frame)?.[1] ?? 'null') as Record<string, unknown>,
      }))
  return {
    frames,
    until: (count: number) => vi.waitFor(() => expect(frames().length).toBe(count), 30_000),
    async stop() {
      abort.abort()
      await reading
    },
  }
}

test('[L7] a listener that lost its connection gets what it missed', async ({lake, editor}) => {
  const path = '/data/listen/production?query=*&enableResume=true'
  const first = await readStream(lake, editor.token, path)
  await first.until(1)
  await lake.seed([article('a'), article('b')])
  await first.until(3)
  await first.stop()
  await lake.seed([article('c')])

  const [welcome, eventOfA] = first.frames()
  const resumed = await readStream(lake, editor.token, path, eventOfA?.id)
  const fromStart = await readStream(lake, editor.token, path, welcome?.id)
  const tooOld = await readStream(lake, editor.token, path, 'unknown#a')
  await resumed.until(3)
  await fromStart.until(4)
  await tooOld.until(1)

  const ids = (stream: typeof first) =>
    stream.frames().map(({event, data}) => data.documentId ?? event)
  expect(ids(resumed)).toEqual(['welcomeback', 'b', 'c'])
  expect(ids(fromStart)).toEqual(['welcomeback', 'a', 'b', 'c'])
  expect(ids(tooOld)).toEqual(['reset'])
  for (const stream of [resumed, fromStart, tooOld]) await stream.stop()
})

test('[L8] live events name stale tags, of drafts only to members who ask', async ({
  lake,
  editor,
}) => {
  const path = '/data/live/events/production'
  const plain = await readStream(lake, editor.token, path)
  const drafts = await readStream(lake, editor.token, `${path}?includeDrafts=true`)
  const refused = await lake.fetch(
    new Request(`http://localhost/v2025-02-19${path}?includeDrafts=true`),
  )

  await lake.seed([article('drafts.a')])
  await lake.seed([article('a')])
  await drafts.until(3)
  await plain.until(2)

  expect(refused.status).toBe(401)
  expect(plain.frames().map(({event}) => event)).toEqual(['welcome', 'message'])
  expect(plain.frames()[1]?.data.tags).toEqual(
    expect.arrayContaining([expect.stringMatching(/^s1:/)]),
  )
  await plain.stop()
  await drafts.stop()
})

test('[L8] a query is stale when its tag is named', async ({lake, editor}) => {
  const viewer = addEditor(lake, 'Viewer', 'viewer')
  await lake.seed([article('a')])
  const stream = await readStream(lake, viewer.token, '/data/live/events/production')
  const asked = await editor.client.fetch('*[_id == "a"]', {}, {filterResponse: false})

  await editor.client.patch('a', {set: {title: 'New'}}).commit()
  await stream.until(2)
  await stream.stop()

  const named = stream.frames()[1]?.data.tags as string[]
  expect(asked.syncTags?.some((tag) => named.includes(tag))).toBe(true)
})

test('[L9] a stream more than the lake keeps is refused, and the next is let in', async ({
  lake,
  editor,
  onlyOurs,
}) => {
  onlyOurs('how many streams a lake keeps is its own affair')
  const streams = await Promise.all(
    Array.from({length: MAX_STREAMS}, () =>
      readStream(lake, editor.token, '/data/listen/production?query=*'),
    ),
  )
  const ask = () =>
    lake.fetch(
      new Request('http://localhost/v2025-02-19/data/listen/production?query=*', {
        headers: {authorization: `Bearer ${editor.token}`},
      }),
    )

  const refused = await ask()
  await Promise.all(streams.map((stream) => stream.stop()))
  const accepted = await ask()
  await accepted.body?.cancel()

  expect(refused.status).toBe(429)
  expect(refused.headers.get('retry-after')).toBe('1')
  expect(accepted.status).toBe(200)
})

test('[L10] what an event tells can be read by then', async ({lake, editor}) => {
  const {client} = editor
  const dataset = lake.datasets.get('production')
  const found: unknown[] = []
  let welcomed = false
  const events = ['welcome' as const, 'mutation' as const]
  const subscription = client.listen('*', {}, {events}).subscribe((event) => {
    welcomed ||= event.type === 'welcome'
    // Another connection to the file sees what is on disk, and nothing else.
    if (event.type === 'mutation') found.push(onDisk(dataset.databaseFile, event.documentId))
  })
  await vi.waitFor(() => expect(welcomed).toBe(true), 30_000)

  const made = await Promise.all(['a', 'b', 'c'].map((id) => client.create(article(id))))

  await vi.waitFor(() => expect(found).toHaveLength(3), 30_000)
  subscription.unsubscribe()
  expect(found.toSorted()).toEqual(made.map(({_rev}) => _rev).toSorted())
})

function onDisk(file: string, id: string) {
  const sqlite = new DatabaseSync(file, {readOnly: true})
  const row = sqlite.prepare('select rev from documents where id = ?').get(id)
  sqlite.close()
  return row?.rev
}
