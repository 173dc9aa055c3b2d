/** `npm start` as machines use it: one line, all parts up, nothing left behind. Needs the builds, which `npm test` makes first. */
import {execFile} from 'node:child_process'
import {readFileSync, statSync} from 'node:fs'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {describe, expect, onTestFinished, test, vi} from 'vitest'
import {removeDirectory, repository, temporaryDirectory} from '../support/directory.ts'
import {freePort} from '../support/free-port.ts'
import {startMasthead} from '../support/masthead.ts'
import type {Masthead, MastheadOptions} from '../support/masthead.ts'
import {anArticle} from '../support/newsroom.ts'
import {prepareNginx} from '../support/nginx.ts'
import {isAlive} from '../support/process.ts'

const parts = ['lake', 'studio', 'site'] as const
const slug = 'so-you-didnt-get-the-job'
const articleId = `article-${slug}`

function newDirectory(): string {
  const directory = temporaryDirectory('start')
  onTestFinished(() => removeDirectory(directory))
  return directory
}

async function start(directory: string, more: MastheadOptions = {}): Promise<Masthead> {
  const masthead = await startMasthead({directory, ...more})
  onTestFinished(() => masthead.stop())
  return masthead
}

/** Process ids of the parts, newest last: each part's log begins with its own. */
const processesOf = (directory: string, part: string): number[] =>
  [
    ...readFileSync(join(directory, 'logs', `${part}.log`), 'utf8').matchAll(/process (\d+)$/gm),
  ].map(([, pid]) => Number(pid))

const everyProcess = (directory: string) => parts.flatMap((part) => processesOf(directory, part))
const supervisorOf = (directory: string): number =>
  JSON.parse(readFileSync(join(directory, 'running.json'), 'utf8')).pid

test('a new directory gets the first article, and all three answer', async () => {
  const directory = newDirectory()
  const {site: origin, studio, client} = await start(directory)

  const page = await fetch(`${origin}/articles/${slug}`)
  expect(page.status).toBe(200)
  expect(await page.text()).toContain('Andrea Forbes-Hurley')

  const statement = await fetch(`${origin}/accessibility`)
  expect(await statement.text()).toContain('Web Content Accessibility Guidelines 2.2')
  expect(await (await fetch(origin)).text()).toContain('href="/accessibility"')
  expect((await fetch(studio)).status).toBe(200)
  expect(await client.fetch('*[_id == "siteSettings"][0].firmName')).toBe('The Career Desk')
  expect(statSync(join(directory, 'secrets.json')).mode & 0o777).toBe(0o600)

  // A new address, written by whom it may, is in the lake for every other site, and by an account that can write nothing else.
  const moved = {slug: {_type: 'slug', current: 'another-address'}}
  await client.patch(articleId).set(moved).commit()
  const redirects = () => client.fetch<{from: string}[]>('*[_type == "redirect"]{from, to}')
  await expect
    .poll(redirects, {timeout: 90_000}) // a webhook that was not taken is sent again after half a minute
    .toEqual([{from: `/articles/${slug}`, to: '/articles/another-address'}])
  const {redirectsToken, webhookSecret} = JSON.parse(
    readFileSync(join(directory, 'secrets.json'), 'utf8'),
  )
  const site = client.withConfig({token: redirectsToken})
  await expect(site.patch(articleId).set({title: 'Mine'}).commit()).rejects.toThrow('permission')

  const cli = join(repository, 'scripts', 'src', 'cli.ts')
  const content = async (...words: string[]) => {
    const args = [cli, ...words, '--directory', directory]
    const env = {...process.env, SANITY_WEBHOOK_SECRET: webhookSecret}
    return (await promisify(execFile)(process.execPath, args, {env})).stdout
  }
  expect(await content('webhooks', 'add', '--site', origin)).toContain(`${origin}/api/revalidate`)
  const listed = await content('webhooks', 'list')
  expect(listed.match(/^Masthead site .*$/gm)).toEqual([
    expect.stringContaining(`${origin}/api/revalidate, dataset production, on`),
  ])
  const stdout = await content('doctor')
  expect(stdout).toMatch(/✓ The site is ready: next loaded; lake answers; store can be written/)
  expect(stdout).not.toContain('✗')
})

test('a second start keeps the data and the token, also behind a cache; what an editor deleted does not come back', async () => {
  const directory = newDirectory()
  const first = await start(directory)
  await first.client.delete(articleId)
  await first.stop()
  const nginx = await prepareNginx()
  onTestFinished(() => nginx.remove())
  onTestFinished(() => nginx.stop())
  const sitePort = await freePort()

  const second = await start(directory, {
    sitePort,
    env: {
      SITE_URL: 'https://blog.example/',
      FRONT_CACHE_URLS: nginx.url,
      FRONT_CACHE_SECRET: nginx.secret,
    },
  })
  await nginx.start([sitePort])

  expect(second.token).toBe(first.token)
  expect(await second.client.getDocument(articleId)).toBeUndefined()
  expect(await second.client.fetch('count(*[_type == "author"])')).toBe(1)

  // Readers come by way of the shipped nginx, and know another address than editors on this machine.
  const written = await second.client.create(anArticle('tides'), {returnDocuments: false})
  const receipt = `${second.site}/api/receipts/${written.transactionId}`
  const headers = {authorization: `Bearer ${second.token}`}
  await expect
    .poll(async () => (await (await fetch(receipt, {headers})).json()) as object, {timeout: 90_000})
    .toMatchObject({state: 'live'})
  const page = await fetch(`${nginx.url}/articles/tides`)
  expect(page.headers.get('x-front-cache')).toBe('HIT')
  expect(await page.text()).toContain('rel="canonical" href="https://blog.example/articles/tides"')
  expect(await (await fetch(`${second.studio}/config.json`)).json()).toMatchObject({
    siteUrl: second.site,
    readersUrl: 'https://blog.example',
  })
})

describe('nothing is left behind', () => {
  test('a signal ends every process of one installation, and none of another from the same build, which has content of its own', async () => {
    const places = ['The lighthouse', 'The mountain'].map((title) => ({
      title,
      directory: newDirectory(),
    }))
    const [first, second] = await Promise.all(
      places.map(async ({title, directory}) => {
        const masthead = await start(directory)
        await masthead.client.patch(articleId).set({title}).commit()
        const processes = [...everyProcess(directory), supervisorOf(directory)]
        return {...masthead, title, running: () => processes.filter(isAlive)}
      }),
    )
    if (!first || !second) throw new Error('Two were asked for.')
    const page = async ({site}: Masthead) => (await fetch(`${site}/articles/${slug}`)).text()
    for (const [one, other] of [
      [first, second],
      [second, first],
    ] as const) {
      await expect.poll(() => page(one), {timeout: 90_000}).toContain(one.title)
      const shown = await page(one)
      expect(shown).not.toContain(other.title)
      const settings = await (await fetch(`${one.studio}/config.json`)).text()
      expect(settings).toContain(one.lake)
      for (const address of [other.site, other.studio, other.lake].map((url) => new URL(url).host))
        expect(shown + settings).not.toContain(address)
    }
    expect([first.running(), second.running()].map(({length}) => length)).toEqual([4, 4])

    await first.stop('SIGINT')

    expect(first.running()).toEqual([])
    expect(await page(second)).toContain(second.title)

    await second.stop('SIGTERM')

    expect(second.running()).toEqual([])
  })

  test('a supervisor that is killed outright takes the parts with it', async () => {
    const directory = newDirectory()
    await start(directory)
    const pids = everyProcess(directory)

    process.kill(supervisorOf(directory), 'SIGKILL')

    await vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), {timeout: 60_000})
    const again = await start(directory)
    expect((await fetch(again.site)).status).toBe(200)
  })
})

test('a part that dies is started again, and the others go on', async () => {
  const directory = newDirectory()
  const {site, client, log} = await start(directory)
  await expect.poll(async () => (await fetch(site)).status).toBe(200)
  const [lake = 0] = processesOf(directory, 'lake')

  process.kill(lake, 'SIGKILL')

  expect((await fetch(site)).status).toBe(200)
  await vi.waitFor(() => expect(log()).toContain('The Content Lake is back.'), {timeout: 60_000})
  expect(log()).toContain('The Content Lake stopped unexpectedly (SIGKILL)')
  expect(await client.getDocument(articleId)).toMatchObject({_type: 'article'})
})

test('a second start on the same directory is refused, and the first goes on', async () => {
  const directory = newDirectory()
  const {site} = await start(directory)

  const {code, stdout, stderr} = await startOnce('--directory', directory)

  expect(code).toBe(1)
  expect(stdout).toBe('')
  expect(stderr).toMatch(
    /Masthead is running on .* already \(process \d+\); nothing was started\.\n/,
  )
  expect((await fetch(site)).status).toBe(200)
})

test('a directory that cannot be one is refused with what to do', async () => {
  const {code, stderr} = await startOnce('--directory', join(repository, 'package.json', 'data'))

  expect(code).toBe(1)
  expect(stderr).toMatch(/is not a folder.*nothing was started\.\nName another place/)
})

function startOnce(...args: string[]): Promise<{code: number; stdout: string; stderr: string}> {
  const ports = ['site', 'studio', 'lake'].flatMap((name) => [`--${name}-port`, '0'])
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(repository, 'scripts/start.mjs'), '--json', ...ports, ...args],
      (error, stdout, stderr) => resolve({code: Number(error?.code ?? 0), stdout, stderr}),
    )
  })
}
