/** The command line: what it prints where, and how it ends; where the process matters, as one. */
import {execFile, spawn} from 'node:child_process'
import {once} from 'node:events'
import {mkdirSync, writeFileSync} from 'node:fs'
import {createServer, type RequestListener} from 'node:http'
import type {AddressInfo} from 'node:net'
import {join} from 'node:path'
import {text} from 'node:stream/consumers'
import {expect, onTestFinished, test} from 'vitest'
import {answer} from '../../../scripts/src/answer.ts'
import type {Command} from '../../../scripts/src/commands/command.ts'
import {helpOf} from '../../../scripts/src/commands/command.ts'
import {commands} from '../../../scripts/src/commands/index.ts'
import {meantBy} from '../../../scripts/src/commands/names.ts'
import {OperatorError} from '../../../scripts/src/errors.ts'
import {checkAddress} from '../../../scripts/src/lake/address.ts'
import {manage, refusePages} from '../../../scripts/src/lake/management.ts'
import {removeDirectory, repository, temporaryDirectory} from '../../support/directory.ts'

interface Ended {
  code: number
  stdout: string
  stderr: string
}

function newFolder(): string {
  const folder = temporaryDirectory('cli')
  onTestFinished(() => removeDirectory(folder))
  return folder
}

const {
  SANITY_API_HOST: _host,
  SANITY_AUTH_TOKEN: _token,
  SANITY_WEBHOOK_SECRET: _secret,
  ...env
} = process.env

/** In the process of the test. */
async function said(folder: string, ...args: string[]): Promise<Ended> {
  const [out, err]: [string[], string[]] = [[], []]
  const code = await answer(args, {
    env,
    folder,
    print: (line) => void out.push(line),
    complain: (lines) => void err.push(lines),
  })
  return {code, stdout: out.join('\n'), stderr: err.join('\n')}
}

/** As a process. */
function content(folder: string, ...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(repository, 'scripts/content.mjs'), ...args],
      {env: {...env, INIT_CWD: folder}},
      (error, stdout, stderr) => resolve({code: Number(error?.code ?? 0), stdout, stderr}),
    )
  })
}

test('without a verb it lists what it can do', async () => {
  const {code, stdout} = await content(newFolder())

  expect(code).toBe(0)
  expect(stdout).toMatch(/^ {2}import +/m)
  expect(stdout).toMatch(/^ {2}users add +/m)
})

test('an unknown verb is answered with the list', async () => {
  const {code, stdout, stderr} = await said(newFolder(), 'improt', 'x.txt')

  expect(code).toBe(1)
  expect(stdout).toBe('')
  expect(stderr).toContain('There is no command "improt x.txt"')
  expect(stderr).toMatch(/^ {2}import +/m)
})

const meaning = (...args: string[]) => meantBy(args, commands)

test('the words up to the first option name the command', () => {
  const added = meaning('users', 'add', 'Andrea', '--role', 'viewer')
  expect(added).toMatchObject({command: {verb: 'users add'}, rest: ['Andrea', '--role', 'viewer']})
  expect(added).toMatchObject({help: false})

  expect(() => meaning('webhooks', '--directory', 'x')).toThrow('no command "webhooks".')
  expect(() => meaning('users', 'bogus')).toThrow('no command "users bogus".')
  expect(() => meaning('nonsense', '--directory', 'x')).toThrow('no command "nonsense".')
  expect(() => meaning('--directory', 'x')).toThrow('Its name comes before its options')
  const {remedy} = catching(() => meaning('schedule'))
  expect(remedy).toMatch(/^ {2}schedule run .*\n {2}schedule list .*$/m)
  expect(remedy).not.toContain('import')
})

function catching(work: () => unknown): OperatorError {
  try {
    work()
  } catch (error) {
    if (error instanceof OperatorError) return error
  }
  throw new Error('Nothing was refused.')
}

test.each([[['--help']], [['help']], [['--directory', 'x', '-h']], [[]]])(
  '%j: every command is listed',
  (args) => expect(meaning(...args)).toEqual({list: commands}),
)

test.each([
  [
    ['users', '--help'],
    ['users add', 'users list', 'users remove'],
  ],
  [
    ['help', 'schedule'],
    ['schedule run', 'schedule list'],
  ],
])('%j: the commands of the group', (args, verbs) => {
  expect(meaning(...args)).toMatchObject({list: verbs.map((verb) => ({verb}))})
})

test('help of a command says of each option what it does', () => {
  const meant = meaning('import', '--help')

  expect(meant).toMatchObject({command: {verb: 'import'}, help: true})
  const {command} = meant as {command: Command}
  expect(helpOf(command)).toMatch(/^ {2}--topic TOPIC +\S.*several times$/m)
  for (const {options} of commands) {
    for (const {about} of Object.values(options)) expect(about).toMatch(/\w/)
  }
})

test.each([
  [['import'], /Something is missing.*\nUsage: .* import/],
  [['import', 'a', 'b'], /"b" is one word too many/],
  [['import', 'a', '--bogus'], /--bogus/],
  [['import', 'a', '--slug', '--draft'], /argument is ambiguous\. Nothing was changed\.\nUsage/],
  [
    ['import', 'a.txt', '--directory', 'data'],
    /Masthead is not running on .*data; nothing was changed\.\nStart it/,
  ],
  [['webhooks', 'add'], /--site must say where.*\nUsage: .* webhooks add --site/],
  [['webhooks', 'add', '--site', 'http://127.0.0.1:9/news'], /--site must be an origin alone/],
  [
    ['webhooks', 'add', '--site', 'http://127.0.0.1:9'],
    /needs the secret.*\nPut the SANITY_WEBHOOK/,
  ],
  [['users', 'list', '--url', 'http://127.0.0.1:9'], /A token is needed/],
  [['users', 'list', '--url', 'http://127.0.0.1:9', '--token', 'x'], /No Content Lake answers/],
])('%j: a sentence and its remedy, no stack', async (args, message) => {
  const {code, stdout, stderr} = await said(newFolder(), ...args)

  expect(code).toBe(1)
  expect(stdout).toBe('')
  expect(stderr).toMatch(message)
  expect(stderr).not.toMatch(/^\s+at /m)
})

test('what is wrong is said on standard error, and the process ends with 1', async () => {
  const {code, stdout, stderr} = await content(newFolder(), 'import')

  expect(code).toBe(1)
  expect(stdout).toBe('')
  expect(stderr).toMatch(/^Something is missing.*\nUsage: .* import.*\n$/)
})

test('a damaged secrets file is named, with what to do', async () => {
  const folder = newFolder()
  const running = {pid: process.pid, site: 'http://s', studio: 'http://t', lake: 'http://l'}
  mkdirSync(join(folder, 'data'))
  writeFileSync(join(folder, 'data', 'running.json'), JSON.stringify(running))
  writeFileSync(join(folder, 'data', 'secrets.json'), '{"editorToken": ')

  const {code, stderr} = await said(folder, 'users', 'list', '--directory', 'data')

  expect(code).toBe(1)
  expect(stderr).toMatch(/secrets\.json cannot be read\.\nDelete that file/)
})

const address = {origin: 'http://127.0.0.1:9', projectId: 'p', dataset: 'production', token: 'x'}

test.each([
  [{origin: 'localhost:3900'}, '"localhost:3900" cannot be the address of a Content Lake'],
  [{origin: 'nonsense'}, 'cannot be the address'],
  [{origin: 'http://127.0.0.1:3900/v1'}, 'cannot be the address'],
  [{projectId: 'my project'}, '--project cannot be "my project"'],
  [{dataset: '../x'}, '--dataset cannot be "../x"'],
  [{token: '“x”'}, 'characters that no token has'],
])('%j is refused before anything is asked', (wrong, message) => {
  expect(() => checkAddress({...address, ...wrong})).toThrow(message)
  expect(() => checkAddress(address)).not.toThrow()
})

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('an address where a site or Studio answers is told from a lake, and a lake that breaks off from one that is down', async () => {
  const origin = await serve((request, response) => {
    if (request.method === 'POST') request.socket.destroy()
    else response.setHeader('content-type', 'text/html; charset=utf-8').end('<!doctype html>')
  })
  const lake = manage({...address, origin})

  await expect(refusePages({...address, origin})).rejects.toThrow('is no Content Lake')
  await expect(lake.send('POST', '/x', {}, 'add the user')).rejects.toThrow('may have been done')
  await expect(manage(address).get('/x', 'list its users')).rejects.toThrow('nothing was changed')
})

test('an import that is stopped says what that means', async () => {
  const folder = newFolder()
  writeFileSync(join(folder, 'a.txt'), 'A title\n\nA text.\n')
  const asked = Promise.withResolvers<void>()
  const origin = await serve(({url}, response) => {
    if (url?.endsWith('/users/me')) response.end('{}')
    else asked.resolve() // and nothing else: the import waits
  })
  const main = join(repository, 'scripts/src/cli.ts')
  const wish = ['import', join(folder, 'a.txt'), '--url', origin, '--token', 'x']
  const running = spawn(process.execPath, [main, ...wish], {stdio: ['ignore', 'ignore', 'pipe']})
  const told = text(running.stderr)
  await asked.promise

  running.kill('SIGINT')

  const [code] = await once(running, 'exit')
  expect(code).toBe(130)
  expect(await told).toMatch(/^Stopped\. An import is written whole or not at all.*\n$/)
})

test('what the doctor found is said, also when the lake does not answer', async () => {
  const folder = newFolder()
  const nowhere = 'http://127.0.0.1:9'
  const parts = {site: nowhere, studio: nowhere, lake: nowhere, siteAdmin: nowhere}
  mkdirSync(join(folder, 'data'))
  writeFileSync(join(folder, 'data', 'running.json'), JSON.stringify({pid: process.pid, ...parts}))

  const {code, stdout, stderr} = await content(folder, 'doctor', '--directory', 'data')

  expect(code).toBe(1)
  expect(stdout).toMatch(/^✓ Node/)
  expect(stdout).toContain('✗ The site does not answer')
  expect(stdout).toContain('✗ No Content Lake answers')
  expect(stderr).toMatch(/things are wrong\./)
})
