import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import {dirname, join} from 'node:path'
import {describe, expect, onTestFinished, test} from 'vitest'
import {buildAll, buildFingerprint, builds, isBuilt} from '../../../scripts/setup/build.mjs'
import {explain, installFingerprint, isInstalled} from '../../../scripts/setup/install.mjs'
import {checkBootstrapNode} from '../../../scripts/setup/node.mjs'
import {createProgress} from '../../../scripts/setup/progress.mjs'
import {removeDirectory, temporaryDirectory} from '../../support/directory.ts'

function write(file: string, content: string) {
  mkdirSync(dirname(file), {recursive: true})
  writeFileSync(file, content)
}

/** A checkout in small: two packages whose builds copy a file. */
function smallCheckout() {
  const root = temporaryDirectory('checkout')
  onTestFinished(() => removeDirectory(root))
  const file = (...names: string[]) => join(root, ...names)
  const manifest = (name: string, build: string) =>
    JSON.stringify({name, scripts: {build}, dependencies: {next: '1'}})
  write(file('package.json'), '{"name": "root"}')
  write(file('pnpm-lock.yaml'), 'lock: 1')
  write(file('studio', 'package.json'), manifest('studio', 'mkdir -p dist && cp src/a.txt dist/'))
  write(file('web', 'package.json'), manifest('web', 'mkdir -p .next && cp src/a.txt .next/'))
  write(file('studio', 'src', 'a.txt'), 'studio one')
  write(file('web', 'src', 'a.txt'), 'web one')
  write(file('web', 'src', 'markdown', 'b.txt'), 'markdown')
  const build = () => buildAll(root, process.execPath, silent)
  return {root, file, build}
}

const silent = createProgress({write: () => true} as unknown as NodeJS.WriteStream)
const [studio, web] = builds as [(typeof builds)[0], (typeof builds)[0]]

describe('the fingerprint of an install', () => {
  test('changes with the lockfile and with a package’s wishes, not with its scripts', async () => {
    const {root, file} = smallCheckout()
    const before = await installFingerprint(root)

    write(
      file('web', 'package.json'),
      '{"name": "web", "dependencies": {"next": "1"}, "scripts": {}}',
    )
    expect(await installFingerprint(root)).toBe(before)

    write(file('web', 'package.json'), '{"name": "web", "dependencies": {"next": "2"}}')
    const wished = await installFingerprint(root)
    expect(wished).not.toBe(before)

    write(file('pnpm-lock.yaml'), 'lock: 2')
    expect(await installFingerprint(root)).not.toBe(wished)
  })

  test('an install without its stamp, or with a package’s modules gone, is not complete', async () => {
    const {root, file} = smallCheckout()
    const fingerprint = await installFingerprint(root)
    for (const name of ['', 'studio', 'web'])
      mkdirSync(file(name, 'node_modules'), {recursive: true})
    expect(await isInstalled(root, fingerprint)).toBe(false)

    write(file('node_modules', '.masthead-install'), fingerprint)
    expect(await isInstalled(root, fingerprint)).toBe(true)

    rmSync(file('web', 'node_modules'), {recursive: true})
    expect(await isInstalled(root, fingerprint)).toBe(false)
  })

  test('a damaged package.json is named, with what to do', async () => {
    const {root, file} = smallCheckout()
    write(file('web', 'package.json'), '{')

    await expect(installFingerprint(root)).rejects.toMatchObject({
      message: expect.stringContaining('package.json cannot be read'),
      remedy: expect.stringContaining('git checkout'),
    })
  })
})

describe('builds', () => {
  test('are made once, and again only for what changed', async () => {
    const {file, build} = smallCheckout()

    expect(await build()).toEqual(['studio', 'web'])
    expect(await build()).toEqual([])

    write(file('web', 'src', 'a.txt'), 'web two')
    expect(await build()).toEqual(['web'])
    expect(readFileSync(file('web', '.next', 'a.txt'), 'utf8')).toBe('web two')
  })

  test('a touched file changes nothing; the Markdown pipeline is part of both', async () => {
    const {root, file} = smallCheckout()
    const before = await buildFingerprint(root, studio)

    utimesSync(file('studio', 'src', 'a.txt'), new Date(0), new Date(0))
    expect(await buildFingerprint(root, studio)).toBe(before)

    write(file('web', 'src', 'markdown', 'b.txt'), 'changed')
    expect(await buildFingerprint(root, studio)).not.toBe(before)
  })

  test('one that was cut short is made again', async () => {
    const {root, file, build} = smallCheckout()
    await build()
    rmSync(file('web', '.next', '.masthead-build'))

    expect(await build()).toEqual(['web'])
    expect(await isBuilt(root, web, await buildFingerprint(root, web))).toBe(true)
  })

  test('one that fails leaves the earlier one in place, and is tried again', async () => {
    const {file, build} = smallCheckout()
    await build()
    renameSync(file('web', 'src', 'a.txt'), file('web', 'src', 'gone.txt'))

    await expect(build()).rejects.toMatchObject({
      message: expect.stringContaining('Building the site did not finish'),
      remedy: expect.stringContaining('build-web.log'),
    })
    expect(readFileSync(file('web', '.next', 'a.txt'), 'utf8')).toBe('web one')
    expect(existsSync(file('web', '.next.earlier'))).toBe(false)

    renameSync(file('web', 'src', 'gone.txt'), file('web', 'src', 'a.txt'))
    expect(await build()).toEqual([])
  })

  test('keep what speeds up the next one, never what was fetched from a lake', async () => {
    const {file, build} = smallCheckout()
    await build()
    write(file('web', '.next', 'cache', 'compiler', 'x'), 'x')
    write(file('web', '.next', 'cache', 'fetch-cache', 'y'), 'y')
    write(file('web', 'src', 'a.txt'), 'web two')

    await build()

    expect(existsSync(file('web', '.next', 'cache', 'compiler', 'x'))).toBe(true)
    expect(existsSync(file('web', '.next', 'cache', 'fetch-cache'))).toBe(false)
  })
})

describe('a failed install says why', () => {
  test.each([
    ['npm error code EAI_AGAIN', /registry cannot be reached/],
    ['ERR_PNPM_META_FETCH_FAIL', /registry cannot be reached/],
    ['EACCES: permission denied, mkdir', /no permission/],
    ['ENOSPC: no space left on device', /disk .* is full/],
    ['ERR_PNPM_OUTDATED_LOCKFILE', /does not match/],
    ['something else', /did not finish \(exit code 1\)\.\n {2}\| something else/],
  ])('%s', (output, message) => {
    const problem = explain({ok: false, how: 'exit code 1', output}, '/here', '/here/install.log')

    expect(problem.message).toMatch(message)
    expect(problem.remedy).not.toBe('')
  })

  test('npm itself is missing', () => {
    expect(explain({ok: false, how: 'ENOENT', output: ''}, '/here', '/log').message).toMatch(
      /"npx"/,
    )
  })
})

test('a Node that is too old is refused, 18 is not', () => {
  expect(() => checkBootstrapNode('16.20.0')).toThrow(/Node 18 or later/)
  expect(() => checkBootstrapNode('18.0.0')).not.toThrow()
})

test('what is installed fits the Node that runs it, not the one that set-up found', () => {
  const text = (name: string) => readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8')

  const declared = /^nodeVersion: (.+)$/m.exec(text('pnpm-workspace.yaml'))?.[1]
  const locked = /^      node:\n +specifier: .+\n +version: (.+)$/m.exec(
    text('pnpm-lock.yaml'),
  )?.[1]

  expect(declared).toBeDefined()
  expect(declared).toBe(locked)
})
