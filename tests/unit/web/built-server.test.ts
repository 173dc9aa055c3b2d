import {mkdirSync, rmSync, utimesSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {pathToFileURL} from 'node:url'
import {expect, onTestFinished, test} from 'vitest'
import {builtServer} from '../../../web/src/server/built-server.mjs'
import {removeDirectory, temporaryDirectory} from '../../support/directory.ts'

/** Two sources, and a build made of them a minute later. */
function aBuild() {
  const directory = temporaryDirectory('built-server')
  onTestFinished(() => removeDirectory(directory))
  const write = (path: string, text: string, second: number) => {
    writeFileSync(join(directory, path), text)
    utimesSync(join(directory, path), second, second)
  }
  mkdirSync(join(directory, 'src'))
  mkdirSync(join(directory, 'build'))
  for (const name of ['main.ts', 'log.ts']) write(`src/${name}`, '', 1_000)
  write('build/main.mjs', '', 1_060)
  write('build/sources.json', '["log.ts","main.ts"]', 1_060)
  const urlOf = (name: string) => pathToFileURL(join(directory, name, '/'))
  return {
    write,
    remove: (path: string) => rmSync(join(directory, path)),
    found: () => builtServer(urlOf('build'), urlOf('src'))?.pathname.slice(-15),
  }
}

test('the server that was built is taken while it is made of what is there', () => {
  expect(aBuild().found()).toBe('/build/main.mjs')
})

test.each([
  ['a source was changed since', ({write}) => write('src/log.ts', '', 2_000)],
  ['a source is gone', ({remove}) => remove('src/log.ts')],
  ['it was never built', ({remove}) => remove('build/main.mjs')],
  ['nothing says what it was made of', ({remove}) => remove('build/sources.json')],
  ['what says it is damaged', ({write}) => write('build/sources.json', '["log', 1_060)],
] satisfies [string, (build: ReturnType<typeof aBuild>) => void][])(
  'the sources are taken when %s',
  (_, happen) => {
    const build = aBuild()

    happen(build)

    expect(build.found()).toBeUndefined()
  },
)
