/** What a start leaves for later: what renders is loaded when its turn has come, and not given up because that failed once. */
import {mkdirSync, writeFileSync} from 'node:fs'
import {createServer} from 'node:http'
import {join} from 'node:path'
import {expect, onTestFinished, test, vi} from 'vitest'
import {SiteWatch} from '../../../web/src/admin/site-watch.ts'
import {readConfig} from '../../../web/src/config.ts'
import {inOrder, patiently, untilAnswered} from '../../../web/src/server/after-start.ts'
import {holdAtTheDoor} from '../../../web/src/server/doorway.ts'
import {rendererIn} from '../../../web/src/server/load-renderer.ts'
import {openPages} from '../../../web/src/server/open-pages.ts'
import {removeDirectory, temporaryDirectory} from '../../support/directory.ts'

function folder(): string {
  const directory = temporaryDirectory('after-start')
  onTestFinished(() => removeDirectory(directory))
  return directory
}

test.each([true, false])(
  'whoever came early is followed no longer, urgent or not: %s',
  async (isUrgent) => {
    const server = createServer()
    const door = holdAtTheDoor(server)
    door.letIn(() => undefined)

    await untilAnswered(door, {isUrgent})

    expect(server.listenerCount('request')).toBe(1) // who answers
  },
)

test('what could not be loaded is loaded at a later attempt', async () => {
  const directory = folder()
  const build = join(directory, '.next', 'server')
  mkdirSync(build, {recursive: true})
  const write = (name: string, code: string) => writeFileSync(join(build, name), code)
  write('instrumentation.js', 'module.exports = {register: require("./runtime.js").load}')
  // As the runtime of the bundles does it.
  write(
    'runtime.js',
    'let chunk; exports.load = () => (chunk ??= (async () => require("./chunk.js"))())',
  )
  const opened = rendererIn(directory)
  await expect(opened()).rejects.toThrow('chunk.js')
  await expect(opened()).rejects.toThrow('chunk.js')

  write('chunk.js', '')

  await expect(opened()).resolves.toBeUndefined()
})

test('what is loaded is loaded once, however many need it', async () => {
  const directory = folder()
  const build = join(directory, '.next', 'server')
  mkdirSync(build, {recursive: true})
  const registered = vi.fn<() => void>()
  Object.assign(globalThis, {registered})
  onTestFinished(() => void Reflect.deleteProperty(globalThis, 'registered'))
  writeFileSync(join(build, 'instrumentation.js'), 'exports.register = async () => registered()')
  const opened = rendererIn(directory)

  await Promise.all([opened(), opened()])
  await opened()

  expect(registered).toHaveBeenCalledTimes(1)
})

test('what fails is tried again, and each failure told of', async () => {
  const report = vi.fn<(error: unknown) => void>()
  const attempt = vi.fn<() => Promise<void>>(async () => undefined)
  const failure = new Error('No more files can be opened.')
  attempt.mockRejectedValueOnce(failure).mockRejectedValueOnce(failure)

  await patiently(attempt, {signal: new AbortController().signal, report, delay: () => 0})

  expect(attempt).toHaveBeenCalledTimes(3)
  expect(report.mock.calls).toEqual([[failure], [failure]])
})

test('a site that is stopped begins nothing more', async () => {
  const stopping = new AbortController()
  const attempt = vi.fn<() => Promise<void>>(async () => {
    stopping.abort()
    throw new Error('No more files can be opened.')
  })
  const next = vi.fn<() => void>()
  const {signal} = stopping

  await inOrder([() => patiently(attempt, {signal, report: () => undefined}), next], signal)

  expect(attempt).toHaveBeenCalledTimes(1)
  expect(next).not.toHaveBeenCalled()
})

test('what is rendered behind the readers loads nothing before its turn; a reader who waits does', async () => {
  const turn = Promise.withResolvers<void>()
  const opened = vi.fn<() => Promise<void>>(async () => undefined)
  const {pages, renewals} = await openPages({
    config: readConfig({
      SANITY_API_HOST: 'http://lake.test',
      SANITY_PROJECT_ID: 'tides',
      SANITY_DATASET: 'production',
      SITE_URL: 'http://site.test',
    }),
    directory: folder(),
    policy: {},
    watch: new SiteWatch(),
    ask: () => Promise.reject(new Error('The lake is away.')),
    behind: () => [],
    opened,
    turn: turn.promise,
  })
  onTestFinished(() => renewals.close())

  renewals.soon('/stale')
  await new Promise(setImmediate)
  expect(opened).not.toHaveBeenCalled()

  await pages.get('/unknown')
  expect(opened).toHaveBeenCalledTimes(1)

  turn.resolve()
  await vi.waitFor(() => expect(opened).toHaveBeenCalledTimes(2))
})
