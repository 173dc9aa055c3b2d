import {readdirSync, readFileSync, writeFileSync} from 'node:fs'
import type * as Files from 'node:fs/promises'
import {join} from 'node:path'
import {expect, onTestFinished, test, vi} from 'vitest'
import type {PageMaker} from '../../../web/src/rendering/page-maker.ts'
import type * as Rules from '../../../web/src/server/read-rules.ts'
import {SheetInside} from '../../../web/src/server/sheet-inside.ts'
import {Styles} from '../../../web/src/server/styles.ts'
import {compact} from '../../../web/src/theme/compact.ts'
import {removeDirectory, temporaryDirectory} from '../../support/directory.ts'

const disk = vi.hoisted(() => ({isHanging: false}))
const reader = vi.hoisted(() => ({isBroken: false}))

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof Files>()
  const never = () => new Promise<never>(() => undefined)
  const readFile = (...file: [string]) => (disk.isHanging ? never() : real.readFile(...file))
  const mkdir = (...folder: Parameters<typeof Files.mkdir>) =>
    disk.isHanging ? never() : real.mkdir(...folder)
  return {...real, readFile, mkdir}
})

vi.mock('../../../web/src/server/read-rules.ts', async (original) => {
  const real = await original<typeof Rules>()
  const readRules = (css: string) => {
    if (reader.isBroken) throw new Error('Rules cannot be read.')
    return real.readRules(css)
  }
  return {...real, readRules}
})

const current = '/styles/abcdefgh1234.css'

/** Next, which knows one name of the sheet. */
function world(status = 200, css = 'p{color:red}') {
  const ask = vi.fn<PageMaker['ask']>(async (path) => ({
    status,
    headers: {
      'cache-control': path === current ? 'public, max-age=31536000, immutable' : 'no-cache',
    },
    body: Buffer.from(css),
  }))
  const directory = temporaryDirectory('styles')
  onTestFinished(() => removeDirectory(directory))
  return {ask, directory, styles: new Styles({ask}, directory)}
}

test('the current sheet is asked for once', async () => {
  const {ask, styles} = world()

  await Promise.all([styles.get(current), styles.get(current)])
  await styles.get(current)

  expect(ask).toHaveBeenCalledTimes(1)
  expect(styles.hot(current)).toBeDefined()
})

test('after a restart the current sheet is there without Next', async () => {
  const {directory, styles} = world()
  await styles.get(current)
  await styles.settled()
  const ask = vi.fn<PageMaker['ask']>()

  const again = await new Styles({ask}, directory).get(current)

  expect(again?.digest).toBe(styles.hot(current)?.digest)
  expect(ask).not.toHaveBeenCalled()
})

test('a page waits for no disk that hangs while its sheet is read or written', async () => {
  const {ask, directory} = world()
  disk.isHanging = true
  onTestFinished(() => void (disk.isHanging = false))
  const styles = new Styles({ask}, directory, {longest: 1})

  const sheet = await styles.get(current)

  expect(String(sheet?.body)).toBe('p{color:red}')
  expect(styles.hot(current)).toBe(sheet)
})

test('a sheet under an old name is given, and not kept', async () => {
  const {styles} = world()

  expect(await styles.get('/styles/oldoldoldold.css')).toBeDefined()
  expect(styles.hot('/styles/oldoldoldold.css')).toBeUndefined()
})

test('only what looks like a sheet is one', () => {
  const {styles} = world()

  expect(styles.has(current)).toBe(true)
  expect(styles.has('/styles/../x.css')).toBe(false)
  expect(styles.has('/styles/')).toBe(false)
})

test('a sheet that cannot be had is nothing', async () => {
  expect(await world(500).styles.get(current)).toBeUndefined()
})

test('comments and blanks are left out, and meaning is not', () => {
  const sheet = `/* why */\na:hover > b,\nc {\n  margin: calc(1rem + 0.5vw) 0;\n  padding: 10.5em;\n  content: '· ';\n}\n@media (width < 40rem) {\n  d + d,\n:is(\n  a:has(+ .b),\n  d ~ b\n) { e: calc(1px + var(--f) / 2); }\n}\n`

  expect(compact(sheet)).toBe(
    "a:hover>b,c{margin:calc(1rem + .5vw) 0;padding:10.5em;content:'· '}@media(width<40rem){d+d,:is(a:has(+.b),d~b){e:calc(1px + var(--f)/2)}}",
  )
})

test.each([
  ['.5vw', 'a{b:calc(1rem + .5vw)}c{d:e}'],
  ['a function', 'a{b:max(1px + min(2px,3vw),4px + env(x),calc(1px) + clamp(1px,2px,3px))}c{d:e}'],
  ['a condition', '@media(width<calc(1rem + .5rem)){a+b{c:d}}'],
])('a sum with %s keeps the blanks without which it means nothing', (_, sheet) => {
  expect(compact(sheet)).toBe(sheet)
})

test('a page whose sheet cannot be had keeps the link to it, and its policy', async () => {
  const html = `<link rel="stylesheet" href="${current}"/><p>Tides</p>`
  const headers = {'content-security-policy': "style-src 'self'"}
  const {ask, styles} = world()
  ask.mockRejectedValueOnce(new Error('Next is not well.'))

  expect(await new SheetInside(styles).put(html, headers)).toEqual({html, headers})

  const {html: better} = await new SheetInside(styles).put(html, headers)
  expect(better).toBe('<style>p{color:red}</style><p>Tides</p>')
})

test('a page gets the rules it has something for, and its policy names them', async () => {
  const {styles} = world(200, 'p{color:red}table{color:blue}')
  const link = `<link rel="stylesheet" href="${current}"/>`
  const headers = {'content-security-policy': "style-src 'self'"}
  const inside = new SheetInside(styles)

  const words = await inside.put(`${link}<p>Tides</p>`, headers)
  const others = await inside.put(`${link}<p>Ebb</p>`, headers)
  const table = await inside.put(`${link}<table></table>`, headers)
  const frame = await inside.put(`${link}<p>Nothing here</p>`, headers, {isWhole: true})

  expect(words.html).toBe('<style>p{color:red}</style><p>Tides</p>')
  expect(others.headers).toBe(words.headers)
  expect(table.html).toBe('<style>table{color:blue}</style><table></table>')
  expect(table.headers).not.toEqual(words.headers)
  expect(table.sheet).not.toBe(words.sheet)
  expect(frame.html).toContain('p{color:red}table{color:blue}')
})

test('rules are read once, and by the next start from beside the sheet', async () => {
  const {directory, styles, ask} = world(200, 'p{color:red}table{color:blue}')
  const sheet = await styles.get(current)
  if (!sheet) throw new Error('There is no sheet.')
  const rules = await styles.rulesOf(sheet)
  await styles.settled()
  const [file = ''] = readdirSync(directory).filter((name) => name.endsWith('.json'))
  const written = readFileSync(join(directory, file), 'utf8')
  // Another reading than that of the sheet, so that one can be told from the other.
  writeFileSync(join(directory, file), written.replaceAll('table', 'dl'))

  const again = new Styles({ask}, directory)
  const sheetAgain = await again.get(current)
  if (!sheetAgain) throw new Error('There is no sheet.')

  expect(await styles.rulesOf(sheet)).toBe(rules)
  expect(JSON.stringify(await again.rulesOf(sheetAgain))).toContain('dl')
})

test.each(['[{"text":', 'null'])(
  'rules that were not written whole (%s) are read from the sheet again',
  async (left) => {
    const {directory, styles, ask} = world()
    const sheet = await styles.get(current)
    if (!sheet) throw new Error('There is no sheet.')
    const rules = await styles.rulesOf(sheet)
    await styles.settled()
    const [file = ''] = readdirSync(directory).filter((name) => name.endsWith('.json'))
    writeFileSync(join(directory, file), left)

    expect(await new Styles({ask}, directory).rulesOf(sheet)).toEqual(rules)
  },
)

test('pages whose rules cannot be read carry all of them, and the next ones their own again', async () => {
  const {styles} = world(200, 'p{color:red}table{color:blue}')
  const inside = new SheetInside(styles)
  const put = async () =>
    (await inside.put(`<link rel="stylesheet" href="${current}"/><p>Tides</p>`, {})).html
  const whole = '<style>p{color:red}table{color:blue}</style><p>Tides</p>'
  reader.isBroken = true
  onTestFinished(() => void (reader.isBroken = false))

  expect(await Promise.all([put(), put()])).toEqual([whole, whole])

  reader.isBroken = false
  expect(await put()).toBe('<style>p{color:red}</style><p>Tides</p>')
})
