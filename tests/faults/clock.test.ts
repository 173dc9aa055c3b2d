/** A clock that somebody sets back, also while the lake is down: times go on, and nothing that hangs on them is lost. */
import {createLake, type Lake} from '@masthead/lake'
import {afterEach, expect, onTestFinished, test, vi} from 'vitest'
import {autopsy} from '../support/autopsy.ts'
import {removeDirectory, temporaryDirectory} from '../support/directory.ts'
import {apiVersion, dataset} from '../support/servers.ts'

const HOUR = 3_600_000

afterEach(() => {
  vi.useRealTimers()
})

function setBack(by: number) {
  const then = Date.now() - by
  vi.useFakeTimers({toFake: ['Date'], now: then})
}

const post = async (lake: Lake, token: string, path: string, body: object) => {
  const request = new Request(`http://localhost/v${apiVersion}/data/${path}/${dataset}`, {
    method: 'POST',
    headers: {authorization: `Bearer ${token}`},
    body: JSON.stringify(body),
  })
  const response = await lake.fetch(request)
  expect(response.status, await response.clone().text()).toBe(200)
}

const get = async (lake: Lake, token: string, path: string) => {
  const headers = {authorization: `Bearer ${token}`}
  return lake.fetch(new Request(`http://localhost/v${apiVersion}/data/${path}`, {headers}))
}

test('[F3] a clock set back an hour stops nothing and turns no time back', async () => {
  const directory = temporaryDirectory('clock')
  onTestFinished(() => removeDirectory(directory))
  const first = createLake({directory})
  const {token} = first.registry.addUser({name: 'Ada', role: 'editor'})
  const note = {_id: 'drafts.note', _type: 'note', title: 'one'}
  await post(first, token, 'mutate', {mutations: [{create: note}]})
  const written = first.datasets.get(dataset).document('drafts.note')!

  setBack(HOUR)
  const set = {title: 'two'}
  await post(first, token, 'mutate', {mutations: [{patch: {id: 'drafts.note', set}}]})
  await first.close()
  const second = createLake({directory})
  onTestFinished(() => second.close())
  const action = {
    actionType: 'sanity.action.document.publish',
    draftId: 'drafts.note',
    publishedId: 'note',
  }
  await post(second, token, 'actions', {actions: [action]})

  const published = second.datasets.get(dataset).document('note')!
  expect(published.title).toBe('two')
  expect(published._updatedAt >= written._updatedAt).toBe(true)
  const {result} = (await (
    await get(second, token, `query/${dataset}?query=*[_id=="note"]._updatedAt`)
  ).json()) as {result: string[]}
  expect(result).toEqual([published._updatedAt])
  const path = `history/${dataset}/transactions/note,drafts.note?excludeContent=true`
  const lines = (await (await get(second, token, path)).text()).trim().split('\n')
  const times = lines.map((line) => (JSON.parse(line) as {timestamp: string}).timestamp)
  expect(times).toHaveLength(3)
  expect(times.toSorted()).toEqual(times)
  expect(autopsy(directory)).toEqual([])
})

test('[F3] a release keeps its appointment although the clock was set back', async () => {
  const directory = temporaryDirectory('clock')
  onTestFinished(() => removeDirectory(directory))
  const first = createLake({directory})
  const {token} = first.registry.addUser({name: 'Ada', role: 'administrator'})
  const publishAt = new Date(Date.now() + HOUR).toISOString()
  const release = (name: string, more: object) => ({
    actionType: `sanity.action.release.${name}`,
    releaseId: 'spring',
    ...more,
  })
  await post(first, token, 'actions', {actions: [release('create', {metadata: {title: 'Spring'}})]})
  const version = {_id: 'versions.spring.note', _type: 'note'}
  await post(first, token, 'mutate', {mutations: [{create: version}]})
  await post(first, token, 'actions', {actions: [release('schedule', {publishAt})]})

  setBack(HOUR)
  await first.close()
  const second = createLake({directory})
  const early = second.datasets.get(dataset).document('note')
  await second.close()
  vi.useRealTimers()
  vi.useFakeTimers({toFake: ['Date'], now: Date.now() + 2 * HOUR})
  const third = createLake({directory})
  onTestFinished(() => third.close())

  expect(early).toBeNull()
  await vi.waitFor(
    () => expect(third.datasets.get(dataset).document('note')).toMatchObject({_id: 'note'}),
    30_000,
  )
})

test('[F3] a release is published within moments when its time comes because the clock is set', async () => {
  const directory = temporaryDirectory('clock')
  onTestFinished(() => removeDirectory(directory))
  const lake = createLake({directory})
  onTestFinished(() => lake.close())
  const {token} = lake.registry.addUser({name: 'Ada', role: 'administrator'})
  const publishAt = new Date(Date.now() + HOUR).toISOString()
  const release = (name: string, more: object) => ({
    actionType: `sanity.action.release.${name}`,
    releaseId: 'spring',
    ...more,
  })
  await post(lake, token, 'actions', {actions: [release('create', {metadata: {title: 'Spring'}})]})
  const version = {_id: 'versions.spring.note', _type: 'note'}
  await post(lake, token, 'mutate', {mutations: [{create: version}]})
  await post(lake, token, 'actions', {actions: [release('schedule', {publishAt})]})

  setBack(-2 * HOUR)

  await vi.waitFor(
    () => expect(lake.datasets.get(dataset).document('note')).toMatchObject({_id: 'note'}),
    30_000,
  )
})
