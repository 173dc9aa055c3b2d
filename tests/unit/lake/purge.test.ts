import {afterEach, beforeEach, expect, test} from 'vitest'
import {system} from '../../../lake/src/access/identity.ts'
import {createLake, type Lake} from '../../../lake/src/index.ts'
import {openDatabase} from '../../../lake/src/store/database.ts'
import {purgesOf} from '../../../lake/src/store/purge.ts'
import {removeDirectory, temporaryDirectory} from '../../support/directory.ts'

let directory: string
let lake: Lake
beforeEach(() => {
  directory = temporaryDirectory('purge')
  lake = createLake({directory})
})
afterEach(async () => {
  await lake.close()
  removeDirectory(directory)
})

const secret = 'a secret that was written and regretted'

async function purgeOne() {
  const dataset = lake.datasets.get('production')
  const by = {identity: system}
  const draft = {_id: 'drafts.a', _type: 'article', title: secret}
  await dataset.mutate([{create: draft}, {create: {_id: 'b', _type: 'article', title: 'B'}}], by)
  await dataset.mutate([{patch: {id: 'drafts.a', set: {title: `${secret}, twice`}}}], by)
  const discard = {actionType: 'sanity.action.document.discard', draftId: 'drafts.a', purge: true}
  await dataset.act([discard], by)
  return dataset
}

test('readers that lag still hear what a purge removed; later the log only knows that it was', async () => {
  const dataset = await purgeOne()
  const last = () => dataset.commitsAfter(dataset.lastSeq - 1, 1)[0]?.changes
  expect(last()).toMatchObject([{documentId: 'drafts.a', before: {title: `${secret}, twice`}}])

  erase(dataset.databaseFile)

  expect(last()).toMatchObject([{documentId: 'drafts.a', before: null, after: null}])
  const commits = dataset.commitsAfter(0, 10)
  expect(JSON.stringify(commits)).not.toContain(secret)
  expect(commits[0]?.changes).toMatchObject([{documentId: 'b', after: {title: 'B'}}])
})

function erase(databaseFile: string) {
  const database = openDatabase(databaseFile)
  purgesOf(database).eraseUntil(Date.now())
  database.close()
}

/** What a stream says first to a caller who comes back with this position. */
async function firstEvent(path: string, position: string): Promise<string | undefined> {
  const {token} = lake.registry.addUser({name: 'Ada', role: 'editor'})
  const abort = new AbortController()
  const url = `http://localhost/v2025-02-19/data/${path}`
  const headers = {authorization: `Bearer ${token}`, 'last-event-id': position}
  const {body} = await lake.fetch(new Request(url, {headers, signal: abort.signal}))
  let text = ''
  for await (const part of body!.pipeThrough(new TextDecoderStream())) {
    text += part
    const found = /event: (\w+)/.exec(text)
    if (found) {
      abort.abort()
      return found[1]
    }
  }
  return undefined
}
const listen = 'listen/production?query=*&enableResume=true'

test('a listener that comes back over what was erased starts anew', async () => {
  const dataset = await purgeOne()
  const position = `${dataset.commitsAfter(0, 1)[0]!.transactionId}#b`
  expect(await firstEvent(listen, position)).toBe('welcomeback')
  expect(await firstEvent('live/events/production?includeDrafts=true', '1')).toBe('message')

  erase(dataset.databaseFile)

  expect(await firstEvent(listen, position)).toBe('reset')
  expect(await firstEvent('live/events/production?includeDrafts=true', '1')).toBe('restart')
})

test('of what was gone before it was purged, the log still says when it went', async () => {
  const dataset = lake.datasets.get('production')
  const by = {identity: system}
  await dataset.mutate([{create: {_id: 'a', _type: 'article', title: secret}}], by)
  await dataset.mutate([{delete: {id: 'a'}}], by)
  await dataset.mutate([{delete: {id: 'a', purge: true}}], by)
  expect(dataset.history.revision('a', 'last')).toBeNull()

  erase(dataset.databaseFile)

  const [created, deleted] = dataset.commitsAfter(0, 10)
  expect(created?.changes).toEqual([])
  expect(deleted?.changes).toMatchObject([{documentId: 'a', before: null, after: null}])
  expect(await firstEvent(listen, `${created?.transactionId}#a`)).toBe('reset')
})

test('one that is made and purged by one request leaves the log as whole as it was', async () => {
  const dataset = lake.datasets.get('production')
  const by = {identity: system}
  const ids = {draftId: 'drafts.a', publishedId: 'a'}
  await dataset.mutate([{create: {_id: 'a', _type: 'article'}}], by)
  await dataset.mutate([{create: {_id: 'drafts.a', _type: 'article', title: secret}}], by)
  await dataset.mutate([{delete: {id: 'drafts.a'}}], by)
  await dataset.act(
    [
      {actionType: 'sanity.action.document.edit', ...ids, patch: {set: {title: secret}}},
      {actionType: 'sanity.action.document.discard', draftId: 'drafts.a', purge: true},
    ],
    by,
  )

  erase(dataset.databaseFile)

  const commits = dataset.commitsAfter(0, 10)
  expect(JSON.stringify(commits)).not.toContain(secret)
  expect(commits[2]?.changes).toMatchObject([{documentId: 'drafts.a', before: null, after: null}])
})
