/**
 * An editor has the lake running and opens a page of somebody who wishes it ill. Whatever that page asks the browser to do, nothing
 * in the lake changes and nothing of it can be read. The same server gives the page under an address that the lake allows,
 * where the same attempts succeed: a test that could not fail would prove nothing.
 */
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import type {Page} from 'playwright-core'
import sharp from 'sharp'
import {expect, onTestFinished} from 'vitest'
import {test} from '../support/browser.ts'
import {launchBrowser} from '../support/chromium.ts'
import {apiVersion, dataset, startLake, type RunningLake, type User} from '../support/servers.ts'

interface Scene {
  lake: RunningLake
  admin: User
  /** The port of the page's server. */
  port: number
  picture: string
}

async function setUp(): Promise<Scene> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>Win a prize</title>')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const {port} = server.address() as AddressInfo
  const lake = await startLake({env: {LAKE_ALLOWED_ORIGINS: `http://localhost:${port}`}})
  onTestFinished(() => lake.stop())
  const admin = await lake.addUser('Ada', 'administrator')
  const client = lake.client(admin.token)
  await client.create({_id: 'public', _type: 'note', title: 'published words'})
  await client.create({_id: 'drafts.secret', _type: 'note', title: 'secret words'})
  const square = sharp({create: {width: 8, height: 8, channels: 3, background: '#28a'}})
  const {url} = await client.assets.upload('image', await square.png().toBuffer())
  return {lake, admin, port, picture: url}
}

interface Attempts {
  base: string
  dataset: string
  token: string
  picture: string
}

/** Runs in the page: everything that a browser offers. Each attempt gives what the page got to know. */
async function attempt({base, dataset: name, token, picture}: Attempts) {
  const mutate = `${base}/data/mutate/${name}`
  const query = `${base}/data/query/${name}?query=*`
  const create = (id: string) => JSON.stringify({mutations: [{create: {_id: id, _type: 'evil'}}]})
  const outcome = async (work: () => Promise<unknown>) =>
    String(await work().catch((error: Error) => `stopped: ${error.name}`))
  const read = (url: string, options?: RequestInit) =>
    outcome(async () => {
      const response = await fetch(url, options)
      return `${response.type} ${await response.text()}`
    })
  const simple = {method: 'POST', headers: {'content-type': 'text/plain'}}
  const authorized = {authorization: `Bearer ${token}`}
  const element = (tag: 'img' | 'script' | 'iframe', src: string) =>
    new Promise<string>((resolve) => {
      const node = document.createElement(tag)
      node.addEventListener('load', () => {
        const inside = tag === 'iframe' ? (node as HTMLIFrameElement).contentDocument : undefined
        resolve(`loaded ${inside ? inside.body.innerText : ''}`)
      })
      node.addEventListener('error', () => resolve('failed'))
      if (tag === 'img') (node as HTMLImageElement).crossOrigin = ''
      node.src = src
      document.body.append(node)
      setTimeout(() => resolve('nothing'), 3_000)
    })
  const form = () =>
    new Promise<string>((resolve) => {
      const frame = Object.assign(document.createElement('iframe'), {name: 'target'})
      const sent = Object.assign(document.createElement('form'), {
        action: mutate,
        method: 'post',
        enctype: 'text/plain',
        target: 'target',
      })
      const body = create('by-form')
      const input = document.createElement('input')
      input.name = body.slice(0, -1) + ',"x":"'
      input.value = '"}'
      sent.append(input)
      document.body.append(frame, sent)
      frame.addEventListener('load', () => resolve('sent'))
      sent.submit()
      setTimeout(() => resolve('nothing'), 3_000)
    })
  const hear = (source: EventTarget & {close(): void}) =>
    new Promise<string>((resolve) => {
      for (const kind of ['open', 'message', 'welcome'])
        source.addEventListener(kind, () => resolve(`heard ${kind}`))
      for (const kind of ['error', 'close']) source.addEventListener(kind, () => resolve('refused'))
      setTimeout(() => resolve('nothing'), 3_000)
    }).finally(() => source.close())
  const socket = base.replace('http', 'ws')

  return {
    read: await read(query),
    readWithCredentials: await read(query, {credentials: 'include'}),
    readBlindly: await read(query, {mode: 'no-cors'}),
    readWithToken: await read(`${query}&perspective=raw`, {headers: authorized}),
    readUsers: await read(`${base}/users/me`, {credentials: 'include'}),
    simplePost: await read(mutate, {...simple, body: create('by-post')}),
    blindPost: await read(mutate, {...simple, mode: 'no-cors', body: create('by-blind-post')}),
    postWithToken: await read(mutate, {
      method: 'POST',
      headers: {...authorized, 'content-type': 'application/json'},
      body: create('by-token'),
    }),
    createDataset: await read(`${base}/datasets/evil`, {method: 'PUT', headers: authorized}),
    upload: await read(`${base}/assets/files/${name}`, {...simple, body: 'evil'}),
    beacon: String(navigator.sendBeacon(mutate, create('by-beacon'))),
    form: await form(),
    script: await element('script', query),
    picture: await element('img', picture),
    frame: await element('iframe', query),
    listen: await hear(new EventSource(`${base}/data/listen/${name}?query=*`)),
    presence: await hear(new WebSocket(`${socket}/socket/${name}`)),
    globals: Object.keys(window).join(' '),
  }
}

async function visit(page: Page, address: string, scene: Scene) {
  await page.goto(address)
  const {lake, admin, picture} = scene
  const base = `http://localhost:${lake.port}/v${apiVersion}`
  // Chromium and not Node runs it, so nothing of this module is there but what is passed.
  return page.evaluate(attempt, {base, dataset, token: admin.token, picture})
}

const state = ({lake, admin}: Scene) =>
  lake.client(admin.token).fetch('*|order(_id)._id', {}, {perspective: 'raw'})

test('[A8] a page of another origin changes nothing and reads nothing', async ({open}) => {
  const scene = await setUp()
  const before = await state(scene)

  for (const host of ['127.0.0.1', 'evil.localhost']) {
    const page = await (await open()).newPage()
    const got = await visit(page, `http://${host}:${scene.port}/`, scene)

    expect(JSON.stringify(got), host).not.toMatch(/published words|secret words|administrator/)
    expect(got, host).toMatchObject({
      read: 'stopped: TypeError',
      readWithCredentials: 'stopped: TypeError',
      readBlindly: 'opaque ',
      readWithToken: 'stopped: TypeError',
      readUsers: 'stopped: TypeError',
      simplePost: 'stopped: TypeError',
      blindPost: 'opaque ',
      postWithToken: 'stopped: TypeError',
      createDataset: 'stopped: TypeError',
      upload: 'stopped: TypeError',
      picture: 'failed',
      listen: 'refused',
      presence: 'refused',
    })
    expect(got.frame, host).not.toContain('words')
  }

  expect(await state(scene)).toEqual(before)
  const names = await scene.lake.client(scene.admin.token).datasets.list()
  expect(names.map(({name}) => name)).toEqual([dataset])
})

test('[A8] the page that the lake allows does with a token what its user may', async ({open}) => {
  const scene = await setUp()
  const page = await (await open()).newPage()

  const got = await visit(page, `http://localhost:${scene.port}/`, scene)

  expect(got.read).toContain('published words')
  expect(got.read).not.toContain('secret words')
  expect(got.readWithToken).toContain('secret words')
  expect(got.simplePost).toContain('Session not found')
  expect(got.listen).toBe('heard open')
  expect(await state(scene)).toContain('by-token')
  expect(await state(scene)).not.toContain('by-post')
})

test('[A9] a name that was made to lead to this machine is not answered', async () => {
  const scene = await setUp()
  const before = await state(scene)
  const browser = await launchBrowser(['MAP evil.test 127.0.0.1'])
  onTestFinished(() => browser.close())
  const page = await browser.newPage()
  const origin = `http://evil.test:${scene.lake.port}`

  const answer = await page.goto(`${origin}/v${apiVersion}/data/query/${dataset}?query=*`)
  const statuses = await page.evaluate(
    async ([path, authorization]) => {
      const body = JSON.stringify({mutations: [{create: {_id: 'rebound', _type: 'evil'}}]})
      const headers = {authorization}
      const own = [fetch(path, {method: 'POST', headers, body}), fetch('/v1/ping', {headers})]
      return (await Promise.all(own)).map(({status}) => status)
    },
    [`/v${apiVersion}/data/mutate/${dataset}`, `Bearer ${scene.admin.token}`] as const,
  )

  expect(answer?.status()).toBe(421)
  expect(await page.content()).not.toContain('words')
  expect(statuses).toEqual([421, 421])
  expect(await state(scene)).toEqual(before)
})
