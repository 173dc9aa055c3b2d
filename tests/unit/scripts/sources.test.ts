import {mkdirSync, renameSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest'
import {followSources, stateOf} from '../../../scripts/src/start/sources.ts'
import {removeDirectory, temporaryDirectory} from '../../support/directory.ts'

let root: string
let ending: AbortController
let said: string[]
let follow: () => Promise<void>
const build = vi.fn<() => Promise<void>>()
const lake = vi.fn<() => Promise<void>>()
const site = vi.fn<() => Promise<void>>()

beforeEach(async () => {
  root = temporaryDirectory('sources')
  for (const folder of ['lake/src', 'web/src', 'web/.next', 'web/node_modules/a']) {
    mkdirSync(join(root, folder), {recursive: true})
  }
  write('lake/src/main.ts', 'one')
  write('web/src/main.ts', 'one')
  ending = new AbortController()
  said = []
  for (const fake of [build, lake, site]) fake.mockReset().mockResolvedValue()
  follow = async () => {
    const {signal} = ending
    await followSources({root, watched, build, print: (line) => said.push(line), signal})
  }
  const watched = [
    {title: 'The Content Lake', folders: ['lake'], state: '', part: {restart: lake}},
    {title: 'The site', folders: ['web'], state: '', part: {restart: site}},
  ]
  for (const one of watched) one.state = await stateOf(root, one.folders)
})

afterEach(() => {
  ending.abort()
  removeDirectory(root)
})

const write = (file: string, text: string) => writeFileSync(join(root, file), text)

const hears = (line: string) => vi.waitFor(() => expect(said).toContain(line), {timeout: 20_000})

describe('following the sources', () => {
  it('builds what was saved and starts its part again, and no other', async () => {
    await follow()
    write('web/src/new.ts', 'two')
    await hears('The site runs with what you saved.')

    expect(build).toHaveBeenCalledOnce()
    expect(site).toHaveBeenCalledOnce()
    expect(lake).not.toHaveBeenCalled()
  })

  it('counts what was saved while the parts came up', async () => {
    write('web/src/main.ts', 'two')
    await follow()
    await hears('The site runs with what you saved.')

    expect(lake).not.toHaveBeenCalled()
  })

  it('sees a file that an editor replaced, again and again, and one in a new folder', async () => {
    await follow()
    for (const text of ['two', 'three']) {
      write('web/src/main.ts~', text)
      renameSync(join(root, 'web/src/main.ts~'), join(root, 'web/src/main.ts'))
      await hears('The site runs with what you saved.')
      said.length = 0
    }
    mkdirSync(join(root, 'lake/src/new'))
    write('lake/src/new/file.ts', 'one')
    await hears('The Content Lake runs with what you saved.')
    said.length = 0

    write('lake/src/new/file.ts', 'two')
    await hears('The Content Lake runs with what you saved.')

    expect(said).not.toContain('The site runs with what you saved.')
  })

  it('leaves parts alone when a file is saved as it was, or when a build writes its results', async () => {
    await follow()
    write('web/src/main.ts', 'one')
    write('web/.next/page.js', 'built')
    write('web/node_modules/a/index.js', 'installed')
    write('web/tsconfig.tsbuildinfo', 'written by a build')
    write('lake/src/main.ts', 'two')
    await hears('The Content Lake runs with what you saved.')

    expect(site).not.toHaveBeenCalled()
  })

  it('keeps the parts that run when a build fails, says why, and owes the restart to the next that succeeds', async () => {
    await follow()
    build.mockRejectedValueOnce(new Error('Unexpected token in main.ts'))
    write('web/src/main.ts', 'broken')
    await hears('Unexpected token in main.ts')
    expect(site).not.toHaveBeenCalled()

    write('lake/src/main.ts', 'two')
    await hears('The site runs with what you saved.')

    expect(lake).toHaveBeenCalledOnce()
    expect(site).toHaveBeenCalledOnce()
  })

  it('starts the others again when one part does not come up, and that one with whatever is saved next', async () => {
    await follow()
    lake.mockRejectedValueOnce(new Error('The Content Lake did not start'))
    build.mockImplementationOnce(async () => {
      // Saved while it builds: the next round's.
      write('web/src/main.ts', 'two')
    })
    write('lake/src/main.ts', 'broken')
    await hears('The site runs with what you saved.')

    expect(said).toContain('The Content Lake did not start')
    expect(said).toContain('The Content Lake runs with what you saved.')
    expect(lake).toHaveBeenCalledTimes(2)
  })

  it('does nothing more when it is ended', async () => {
    await follow()
    ending.abort()
    write('web/src/main.ts', 'two')
    await new Promise((resolve) => setTimeout(resolve, 400))

    expect(build).not.toHaveBeenCalled()
  })
})
