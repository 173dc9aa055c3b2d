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

  const database = openDatabase(dataset.databaseFile)
  purgesOf(database).eraseUntil(Date.now())
  database.close()

  expect(last()).toMatchObject([{documentId: 'drafts.a', before: null, after: null}])
  const commits = dataset.commitsAfter(0, 10)
  expect(JSON.stringify(commits)).not.toContain(secret)
  expect(commits[0]?.changes).toMatchObject([{documentId: 'b', after: {title: 'B'}}])
})

test('a listener that comes back over what was erased starts anew', async () => {
  const dataset = await purgeOne()
  const {token} = lake.registry.addUser({name: 'Ada', role: 'editor'})
  const position = dataset.commitsAfter(0, 1)[0]!.transactionId
  const firstEvent = async () => {
    const abort = new AbortController()
    const query = new URLSearchParams({query: '*', enableResume: 'true'})
    const url = `http://localhost/v2025-02-19/data/listen/production?${query}`
    const headers = {authorization: `Bearer ${token}`, 'last-event-id': `${position}#b`}
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
  expect(await firstEvent()).toBe('welcomeback')

  const database = openDatabase(dataset.databaseFile)
  purgesOf(database).eraseUntil(Date.now())
  database.close()

  expect(await firstEvent()).toBe('reset')
})
