/**
 * The arrows between the five folders, held by reading every import. `docs/architecture.md` draws them.
 *
 * A failure lists the files at fault. Move the code to where it may import what it needs; do not widen the table without a
 * decision in `docs/decisions/`.
 */
import {describe, expect, test} from 'vitest'
import {importsOf, ourFiles, ourSources, readOurs, withoutComments} from '../support/sources.ts'

const folders = ['lake', 'studio', 'web', 'scripts', 'tests'] as const

/** What a folder may import of ours besides itself. */
const arrows: Record<string, RegExp | null> = {
  lake: null,
  web: null,
  studio: /^@masthead\/web\/markdown$/,
  scripts: /^@masthead\/(web\/markdown|studio\/rules)$/,
  tests: /^@masthead\//,
}

const pure = ['web/src/markdown/', 'studio/src/rules/']
const sources = ourSources()
const folderOf = (path: string) => path.split('/')[0]!
const within = (...roots: string[]) =>
  sources.filter(({path}) => roots.some((root) => path.startsWith(root)))

describe('one direction', () => {
  test('each folder imports of ours only what the table allows', () => {
    const wrong = sources
      .filter(({path}) => folderOf(path) in arrows)
      .flatMap(({path, imports}) =>
        imports
          .filter(({specifier}) => specifier.startsWith('@masthead/'))
          .filter(({specifier}) => !arrows[folderOf(path)]?.test(specifier))
          .map(({specifier}) => `${path} imports ${specifier}`),
      )

    expect(wrong).toEqual([])
  })

  test('a relative import never leaves its folder, except from the tests', () => {
    const wrong = within('lake/', 'studio/', 'web/', 'scripts/').flatMap(({path, imports}) =>
      imports
        .filter(({target}) => target && folderOf(target) !== folderOf(path))
        .map(({specifier}) => `${path} imports ${specifier}`),
    )

    expect(wrong).toEqual([])
  })

  test('an import across packages names a door that the package opens', () => {
    const doors = new Set(
      folders.flatMap((folder) => {
        const {name, exports = {}} = JSON.parse(readOurs(`${folder}/package.json`)) as {
          name: string
          exports?: Record<string, string>
        }
        return Object.keys(exports).map((key) => name + key.slice(1))
      }),
    )

    const wrong = sources.flatMap(({path, imports}) =>
      imports
        .filter(({specifier}) => specifier.startsWith('@masthead/') && !doors.has(specifier))
        .map(({specifier}) => `${path} imports ${specifier}`),
    )

    expect(wrong).toEqual([])
  })
})

describe('rings', () => {
  test('Markdown pipeline and content rules are pure: no React, no Node, no network, nothing outside', () => {
    const impure = /^(node:|react|next|sanity|@sanity\/|@masthead\/|undici|ws$|sharp)/
    const wrong = within(...pure).flatMap(({path, text, imports}) => {
      const root = pure.find((folder) => path.startsWith(folder))!
      const bad = imports
        .filter(({specifier, target}) =>
          target ? !target.startsWith(root) : impure.test(specifier),
        )
        .map(({specifier}) => `${path} imports ${specifier}`)
      const reach = /\b(fetch|XMLHttpRequest|WebSocket|process|globalThis|document|window)\s*[.(]/
      return reach.test(withoutComments(text)) ? [...bad, `${path} reaches out of itself`] : bad
    })

    expect(within(...pure).length).toBeGreaterThan(0)
    expect(wrong).toEqual([])
  })

  test('in the lake only the store speaks SQL, and nothing below the routes knows them', () => {
    const wrong = within('lake/src/').flatMap(({path, imports}) =>
      imports
        .filter(({specifier, target}) => {
          if (specifier === 'node:sqlite') return !path.startsWith('lake/src/store/')
          const below = /^lake\/src\/(documents|groq|store|access)\//.test(path)
          return below && target && /^lake\/src\/(routes\/|handler|node)/.test(target)
        })
        .map(({specifier}) => `${path} imports ${specifier}`),
    )

    expect(wrong).toEqual([])
  })

  test('in the site what the server is made of knows nothing of it, except what answers requests beside it', () => {
    const beside = /^web\/src\/(?:server|admin|api|front-cache|reviews)\//
    const wrong = within('web/src/')
      .filter(({path}) => !beside.test(path))
      .flatMap(({path, imports}) =>
        imports
          .filter(({specifier}) => /^(?:#site|\.{1,2}(?:\/\.\.)*)\/server\//.test(specifier))
          .map(({specifier}) => `${path} imports ${specifier}`),
      )

    expect(wrong).toEqual([])
  })

  test('in the site only the content folder asks the lake', () => {
    const wrong = within('web/src/')
      .filter(({path}) => !path.startsWith('web/src/content/'))
      .filter(({imports}) => imports.some(({specifier}) => specifier === 'groq'))
      .map(({path}) => path)

    expect(wrong).toEqual([])
  })
})

describe('what is committed', () => {
  test('names no path of a developer’s machine', () => {
    const own = /(^|[\s"'`(=:])\/(wor[k]|roo[t]|home\/\w+|Users\/\w+)\//m
    const texts = ourFiles().filter((path) => !/\.(png|jpe?g|webp|avif|gz|woff2?|ico)$/.test(path))

    expect(texts.filter((path) => own.test(readOurs(path)))).toEqual([])
  })

  test('names no package registry: whoever installs decides where from', () => {
    const settings = ourFiles().filter((path) => /(^|\/)\.npmrc$|pnpm-lock\.yaml$/.test(path))
    const named = settings.filter((path) => /registry\s*=|tarball:\s*http/.test(readOurs(path)))

    expect(named).toEqual([])
  })

  test('holds no test that is switched off or runs alone', () => {
    const off = /\b(test|it|describe)(\.\w+)*\.(only|skip|todo|fails|skipIf|runIf)\b/g
    const wrong = within('tests/').flatMap(({path, text}) =>
      [...withoutComments(text).matchAll(off)]
        // Some faults cannot be had on every kernel; the runner names what it could not run.
        .filter(([, , , word]) => !(path.startsWith('tests/faults/') && word === 'skipIf'))
        .map(([whole]) => `${path} has ${whole}`),
    )

    expect(wrong).toEqual([])
  })

  test('says of every module what it is for', () => {
    const silent = within('lake/src/', 'studio/src/', 'web/src/', 'scripts/', 'tests/support/')
      .filter(({text}) => !/\/\*\*[\s\S]*?\*\//.test(text))
      .map(({path}) => path)

    expect(silent).toEqual([])
  })

  test('has no drawer without a name of its own', () => {
    const drawers = /(^|\/)(utils?|helpers?|common|misc|shared)(\.|\/)/

    expect(ourFiles().filter((path) => drawers.test(path))).toEqual([])
  })
})

test('imports are read as the compiler reads them', () => {
  const text = `
    /** import {no} from './comment' */
    import type {
      A, // import x from './line'
    } from '../a.ts'
    import './b.css'
    export * from "@masthead/web/markdown"
    const c = await import('./c.ts')
    const url = 'https://example.org' // not a comment before it
    new Worker(new URL('./d.ts', import.meta.url))`

  const specifiers = importsOf('web/src/x/y.ts', text).map(({specifier}) => specifier)

  expect(specifiers.toSorted()).toEqual([
    '../a.ts',
    './b.css',
    './c.ts',
    './d.ts',
    '@masthead/web/markdown',
  ])
  expect(importsOf('web/src/x/y.ts', text)[0]?.target).toBe('web/src/a.ts')
})
