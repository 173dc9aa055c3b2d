/**
 * The looks that were accepted, in `tests/fixtures/looks/`: for each template its layout at every width, and one sheet of pictures.
 * `MASTHEAD_LOOKS=accept` writes them anew; look at the sheets before you commit them.
 */
import {existsSync} from 'node:fs'
import {mkdir, readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {repository} from '../directory.ts'
import {layoutDifferences} from './layout.ts'
import {asPng, difference, fromAfar, fromPng, sideBySide} from './picture.ts'

export interface Look {
  /** `360`, `1280 dark`: how it was looked at. */
  view: string
  layout: string[]
  screenshot: Buffer
}

const accepted = join(repository, 'tests', 'fixtures', 'looks')
const results = join(repository, 'test-results', 'looks')

/** Of a sheet's pixels, this many may differ. */
const TOLERANCE = 0.006

const filesOf = (name: string) => ({
  layout: join(accepted, `${name}.json`),
  sheet: join(accepted, `${name}.png`),
})

const sheetOf = async (looks: Look[]) =>
  sideBySide(await Promise.all(looks.map(({screenshot}) => fromAfar(screenshot))))

/** Accept these looks, if that is what this run is for. */
export async function acceptIfAsked(name: string, looks: Look[]): Promise<void> {
  if (process.env['MASTHEAD_LOOKS'] !== 'accept') return
  const files = filesOf(name)
  const layouts = Object.fromEntries(looks.map(({view, layout}) => [view, layout]))
  await mkdir(accepted, {recursive: true})
  await writeFile(files.layout, `${JSON.stringify(layouts, null, 1)}\n`)
  await writeFile(files.sheet, await asPng(await sheetOf(looks)))
}

/** What differs from what was accepted, in words; nothing when a page looks as it did. */
export async function differencesFrom(name: string, looks: Look[]): Promise<string[]> {
  const files = filesOf(name)
  const sheet = await sheetOf(looks)
  if (!existsSync(files.layout)) return [`${name} was never accepted: see docs/decisions/0018.`]
  const known = JSON.parse(await readFile(files.layout, 'utf8')) as Record<string, string[]>
  const moved = looks.flatMap(({view, layout}) =>
    layoutDifferences(known[view] ?? [], layout).map((one) => `${name} at ${view}: ${one}`),
  )
  const share = difference(await fromPng(await readFile(files.sheet)), sheet)
  const repainted =
    share > TOLERANCE ? [`${name}: ${(share * 100).toFixed(1)} % of its picture differs`] : []
  if (moved.length + repainted.length > 0) {
    await mkdir(results, {recursive: true})
    await writeFile(join(results, `${name}.png`), await asPng(sheet))
    for (const {view, screenshot} of looks) {
      await writeFile(join(results, `${name} ${view}.png`), screenshot)
    }
  }
  return [...moved, ...repainted]
}
