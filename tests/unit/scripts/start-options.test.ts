import {createServer} from 'node:net'
import {join} from 'node:path'
import type {AddressInfo} from 'node:net'
import {describe, expect, onTestFinished, test} from 'vitest'
import {choosePorts} from '../../../scripts/src/start/ports.ts'
import {readStartOptions} from '../../../scripts/start/options.mjs'
import {repository} from '../../support/directory.ts'

test('without a word, everything has its usual place', () => {
  expect(readStartOptions([])).toEqual({
    directory: join(repository, 'data'),
    ports: {site: 3000, studio: 3333, lake: 3900},
    json: false,
    watch: false,
    help: false,
  })
})

test.each([
  [['--sit-port', '1'], /--sit-port/],
  [['--site-port', 'x'], /"x"/],
  [['--site-port', '65536'], /65536/],
  [['--site-port', '-1'], /site-port/],
  [['--site-port', '3333'], /Two of the three/],
  [['words'], /words/],
])('%j is refused before anything starts', (args, message) => {
  expect(() => readStartOptions(args)).toThrow(
    expect.objectContaining({
      message: expect.stringMatching(message),
      remedy: expect.stringMatching(/./),
    }),
  )
})

describe('ports', () => {
  async function occupy(host: string): Promise<number> {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, host, () => resolve()))
    onTestFinished(() => void server.close())
    return (server.address() as AddressInfo).port
  }

  test('0 becomes a free one, three times another', async () => {
    const {site, studio, lake} = await choosePorts({site: 0, studio: 0, lake: 0})

    expect(new Set([site, studio, lake, 0]).size).toBe(4)
  })

  test.each(['127.0.0.1', '0.0.0.0'])(
    'one that is taken on %s is named, with a way out',
    async (host) => {
      const taken = await occupy(host)

      await expect(choosePorts({site: 0, studio: taken, lake: 0})).rejects.toMatchObject({
        message: `Port ${taken}, meant for the Studio, is taken by another program; nothing was started.`,
        remedy: expect.stringContaining(`--studio-port ${taken + 1}`),
      })
    },
  )
})
