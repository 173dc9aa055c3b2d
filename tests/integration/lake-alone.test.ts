/** `npm run lake`: a lake without Studio and site, run as a user runs it. */
import {execFile, spawn} from 'node:child_process'
import {once} from 'node:events'
import {existsSync, readFileSync, statSync, writeFileSync} from 'node:fs'
import {createServer, type AddressInfo} from 'node:net'
import {join} from 'node:path'
import {createClient} from '@sanity/client'
import {expect, onTestFinished, test, vi} from 'vitest'
import {tokenId} from '../../lake/src/access/token.ts'
import {Registry} from '../../lake/src/store/registry.ts'
import {removeDirectory, repository, temporaryDirectory} from '../support/directory.ts'
import {apiVersion} from '../support/servers.ts'

const command = join(repository, 'scripts', 'lake.mjs')

function newDirectory(): string {
  const directory = temporaryDirectory('alone')
  onTestFinished(() => removeDirectory(directory))
  return directory
}

/** Start it, and wait for the first line on standard output. */
async function start(...args: string[]) {
  const child = spawn(process.execPath, [command, '--port', '0', '--json', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  let log = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text))
  const ended = once(child, 'close') as Promise<[number | null]>
  const stop = async (signal: NodeJS.Signals = 'SIGINT') => {
    child.kill(signal)
    return (await ended)[0]
  }
  onTestFinished(async () => void (await stop('SIGTERM')))
  await vi.waitFor(() => expect(output, log).toContain('\n'), {timeout: 60_000, interval: 20})
  const {url, token} = JSON.parse(output) as {url: string; token: string}
  return {url, token, stop, output: () => output}
}

const run = (...args: string[]): Promise<{status: number; stdout: string; stderr: string}> =>
  new Promise((resolve) => {
    execFile(process.execPath, [command, ...args], {timeout: 60_000}, (error, stdout, stderr) =>
      resolve({status: Number(error?.code ?? 0), stdout, stderr}),
    )
  })

const clientOf = ({url, token}: {url: string; token: string}) =>
  createClient({
    projectId: 'press',
    dataset: 'staging',
    apiVersion,
    useCdn: false,
    apiHost: url,
    useProjectHostname: false,
    token,
  })

test('one line says where it answers and with whose token; the next start says the same', async () => {
  const directory = newDirectory()
  const where = ['--directory', directory, '--project', 'press', '--dataset', 'staging']
  const first = await start(...where)
  await clientOf(first).create({_id: 'hello', _type: 'note', text: 'Hello'})
  expect(await first.stop()).toBe(0)

  const second = await start(...where)

  expect(await clientOf(second).fetch('*[_id == "hello"][0].text')).toBe('Hello')
  expect((await clientOf(second).users.getById('me')).role).toBe('administrator')
  expect(second.token).toBe(first.token)
  expect(first.output().trim().split('\n').length).toBe(1)
  expect(statSync(join(directory, 'administrator-token')).mode & 0o777).toBe(0o600)
  expect(readFileSync(join(directory, 'administrator-token'), 'utf8').trim()).toBe(first.token)
})

test('a token that was revoked is dead, and the next start makes another', async () => {
  const directory = newDirectory()
  const first = await start('--directory', directory)
  const registry = new Registry(directory)
  registry.removeToken(tokenId(first.token) ?? '')
  registry.close()
  const request = clientOf(first).users.getById('me')
  await expect(request).rejects.toMatchObject({statusCode: 401})
  await first.stop()

  const second = await start('--directory', directory)

  expect(second.token).not.toBe(first.token)
  expect((await clientOf(second).users.getById('me')).role).toBe('administrator')
})

test('a second lake in the same directory is refused, and the first goes on', async () => {
  const directory = newDirectory()
  const first = await start('--directory', directory)

  const second = await run('--directory', directory, '--port', '0', '--json')

  expect(second).toMatchObject({status: 1, stdout: ''})
  expect(second.stderr).toContain('Another lake is using')
  expect((await fetch(`${first.url}/v${apiVersion}/users/me`)).status).toBeLessThan(500)
})

test('a port that is taken is named, with the option that changes it', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  onTestFinished(() => void taken.close())
  const {port} = taken.address() as AddressInfo

  const {status, stdout, stderr} = await run('--directory', newDirectory(), '--port', String(port))

  expect([status, stdout]).toEqual([1, ''])
  expect(stderr).toContain(`Port ${port} is taken`)
  expect(stderr).toContain('--port')
  expect(stderr).not.toContain('LAKE_PORT')
})

test('a directory that cannot be one is refused without a stack', async () => {
  const file = join(newDirectory(), 'file')
  writeFileSync(file, '')

  const {status, stderr} = await run('--directory', file, '--port', '0')

  expect(status).toBe(1)
  expect(stderr).toContain(file)
  expect(stderr).not.toMatch(/\n\s+at /)
})

test.each([
  [['--project', 'No Spaces'], '--project cannot be "No Spaces"'],
  [['--dataset', 'Über'], '--dataset cannot be "Über"'],
  [['--port', '99999'], '--port is "99999"'],
  [['--origin', 'localhost:3333/studio'], '--origin cannot be'],
  [['--colour', 'red'], 'colour'],
])('%j is refused before anything is made', async (args, words) => {
  const directory = join(newDirectory(), 'never')

  const {status, stdout, stderr} = await run('--directory', directory, ...args)

  expect([status, stdout]).toEqual([1, ''])
  expect(stderr).toContain(words)
  expect(existsSync(directory)).toBe(false)
})

test('--help says what it can be told', async () => {
  const {status, stdout} = await run('--help')

  expect(status).toBe(0)
  for (const option of ['--directory', '--project', '--dataset', '--port', '--origin', '--json'])
    expect(stdout).toContain(option)
})
