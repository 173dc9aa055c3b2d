/**
 * The looks that were accepted, in `tests/fixtures/looks/`: for each template its layout at every width, and one sheet of pictures.
 * `MASTHEAD_LOOKS=accept` writes them anew; look at the sheets before you commit them.
 */
import {existsSync} from 'node:fs'
import {mkdir, readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {repository} from '../directory.ts'
import {layoutDifferences} from './layout.ts'
import {
  asPng,
  cutOut,
  difference,
  fromAfar,
  fromPng,
  type Picture,
  sideBySide,
  widthFromAfar,
  widthOf,
} from './picture.ts'
import {type Look, printed, views} from './views.ts'

const folder = join(repository, 'tests', 'fixtures', 'looks')
const results = join(repository, 'test-results', 'looks')

/** Of the pixels compared, this many may differ. */
const TOLERANCE = 0.006

const filesOf = (name: string) => ({
  layout: join(folder, `${name}.json`),
  sheet: join(folder, `${name}.png`),
})

const sheetOf = async (looks: Look[], atLeast = 0) =>
  sideBySide(await Promise.all(looks.map(({screenshot}) => fromAfar(screenshot))), atLeast)

/** In this order they stand on a sheet. */
const onSheet = [...views, printed]

/** What was accepted of these views, given the names of all that stand on the sheet; nothing when the sheet is not as wide as they are. */
export async function acceptedOf(
  sheet: Picture,
  names: string[],
  looks: Pick<Look, 'view'>[],
): Promise<Picture | undefined> {
  const there = onSheet.filter(({view}) => names.includes(view))
  const widths = there.map(({width}) => widthFromAfar(width))
  const places = looks.map((look) => there.findIndex(({view}) => view === look.view))
  if (places.includes(-1) || sheet.width !== widthOf(widths)) return undefined
  return sideBySide(
    await Promise.all(places.map((at) => cutOut(sheet, widths.slice(0, at), widths[at]!))),
  )
}

/** Is this run for accepting looks? Then every template has to be looked at in every view. */
export const isAccepting = process.env['MASTHEAD_LOOKS'] === 'accept'

/** Accept these looks, if that is what this run is for. */
export async function acceptIfAsked(name: string, looks: Look[]): Promise<void> {
  if (!isAccepting) return
  const files = filesOf(name)
  const layouts = Object.fromEntries(looks.map(({view, layout}) => [view, layout]))
  await mkdir(folder, {recursive: true})
  await writeFile(files.layout, `${JSON.stringify(layouts, null, 1)}\n`)
  await writeFile(files.sheet, await asPng(await sheetOf(looks)))
}

/** What differs from what was accepted, in words; nothing when a page looks as it did in these views, all or some. */
export async function differencesFrom(name: string, looks: Look[]): Promise<string[]> {
  const files = filesOf(name)
  if (!existsSync(files.layout))
    return [`${name} was never accepted: accept the looks (docs/decisions/0018).`]
  const known = JSON.parse(await readFile(files.layout, 'utf8')) as Record<string, string[]>
  const moved = looks.flatMap(({view, layout}) =>
    layoutDifferences(known[view] ?? [], layout).map((one) => `${name} at ${view}: ${one}`),
  )
  const accepted = await acceptedOf(
    await fromPng(await readFile(files.sheet)),
    Object.keys(known),
    looks,
  )
  if (!accepted)
    return [`${name} was accepted in other views: accept the looks anew (docs/decisions/0018).`]
  const sheet = await sheetOf(looks, accepted.height)
  const share = difference(accepted, sheet)
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
