/** A Studio that loads nothing from elsewhere, and asks nobody there. */
import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, test as base} from 'vitest'
import {bringHome, stylesFromHere} from '../../../studio/src/build/bringHome.ts'
import {stayingHere} from '../../../studio/src/settings/elsewhere.ts'
import {removeDirectory, temporaryDirectory} from '../../support/directory.ts'

const remote = `@font-face {
  font-family: Inter;
  src: url("https://studio-static.sanity.io/Inter-Bold.woff2") format("woff2");
}`
const page = (more: string) => `<!doctype html><head><style>${remote} body { margin: 0 }</style>
<script src="https://core.sanity-cdn.com/bridge.js" async type="module" data-sanity-core></script>
</head><body>${more}<script src="/static/app.js" type="module"></script></body>`

interface Build {
  directory: string
  read(): string
}

const test = base.extend<{build: (more?: string) => Build}>({
  build: async ({}, use) => {
    const directory = temporaryDirectory('built-studio')
    await use((more = '') => {
      mkdirSync(join(directory, 'static'))
      writeFileSync(join(directory, 'index.html'), page(more))
      writeFileSync(join(directory, 'static', 'app.css'), 'body{color:#123}')
      return {directory, read: () => readFileSync(join(directory, 'index.html'), 'utf8')}
    })
    removeDirectory(directory)
  },
})

describe('a built page', () => {
  test('names no other server, and brings the letters that it is set in', ({build}) => {
    const {directory, read} = build()

    bringHome(directory)

    expect(read()).not.toMatch(/https?:/)
    expect(read()).toContain('<script src="/static/app.js" type="module"></script>')
    const letters = [...read().matchAll(/url\((\/static\/inter-[\w-]+\.woff2)\)/g)].map(
      ([, name = '']) => name.replace('/static/', ''),
    )
    expect(letters).toHaveLength(4)
    expect(read()).toContain(`<link rel="preload" href="/static/${letters[0]}"`)
    expect(readdirSync(join(directory, 'static'))).toEqual(expect.arrayContaining(letters))
  })

  test('that would load something new from elsewhere stops the build', ({build}) => {
    const {directory} = build('<img src="https://example.com/pixel.png">')

    expect(() => bringHome(directory)).toThrow('https://example.com/pixel.png')
  })

  test('has style sheets without letters from elsewhere', () => {
    const sheet = `${remote} .a { color: red }`

    expect(stylesFromHere.transform(sheet, '/ui/styles.css')?.trim()).toBe('.a { color: red }')
    expect(stylesFromHere.transform(sheet, '/ui/index.js')).toBeNull()
  })
})

describe('a question for Studio’s maker', () => {
  const asked: string[] = []
  const send = stayingHere((input) => {
    asked.push(String(input))
    return Promise.resolve(new Response('sent'))
  })

  test.for([
    ['https://sanity-cdn.com/v1/modules/sanity/latest/%5E6.16.0/t1795730471', 200],
    ['https://api.sanity.io/vX/intake/feedback', 404],
    ['http://localhost:3333/static/create-manifest.json', 404],
  ] as const)('%s is answered here, with %s', async ([address, status]) => {
    const answer = await send(address)

    expect([answer.status, asked]).toEqual([status, []])
  })

  test('is told from every other', async () => {
    const answer = await send('http://masthead.localhost:3900/v1/users/me')

    expect([await answer.text(), asked]).toEqual([
      'sent',
      ['http://masthead.localhost:3900/v1/users/me'],
    ])
  })
})
