/** How the preview changes its page in place: the page becomes the other one, and what was the same is still the same element. */
import {readFileSync} from 'node:fs'
import {stripTypeScriptTypes} from 'node:module'
import type {Page} from 'playwright-core'
import {expect} from 'vitest'
import {test} from '../support/browser.ts'
import {random, seed} from '../support/sample.ts'

const source = new URL('../../web/src/draft/morph.ts', import.meta.url)
const script = stripTypeScriptTypes(readFileSync(source, 'utf8')).replaceAll('export ', '')

type Morph = (present: Node, wanted: Node) => void

async function emptyPage(open: () => Promise<{newPage(): Promise<Page>}>): Promise<Page> {
  const page = await (await open()).newPage()
  await page.setContent('<main></main>')
  await page.addScriptTag({content: `${script}; globalThis.morph = morph`})
  return page
}

/** A little page, as HTML. */
function someHtml(next: () => number, depth = 0): string {
  const of = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!
  if (depth > 3 || next() < 0.3)
    return of(['one', 'two', 'three &amp; four', '<br>', '<!-- five -->'])
  const name = of(['p', 'div', 'h2', 'ul', 'img', 'details'])
  const attributes = [
    ...(next() < 0.4 ? [`class="${of(['a', 'b', 'a b'])}"`] : []),
    ...(next() < 0.3 ? [`id="${of(['x', 'y'])}"`] : []),
    ...(next() < 0.2 ? [`data-sanity="id=${of(['1', '2'])};"`] : []),
  ]
  const start = `<${[name, ...attributes].join(' ')}>`
  if (name === 'img') return start
  const children = Array.from({length: Math.floor(next() * 5)}, () => someHtml(next, depth + 1))
  return `${start}${children.join('')}</${name}>`
}

test(`one page becomes equal to any other (seed ${seed})`, async ({open}) => {
  const next = random(seed)
  const manyHtml = () =>
    Array.from({length: 1 + Math.floor(next() * 6)}, () => someHtml(next)).join('')
  const pairs = Array.from({length: 400}, () => [manyHtml(), manyHtml()] as const)
  const page = await emptyPage(open)

  const different = await page.evaluate((all) => {
    const {morph} = globalThis as unknown as {morph: Morph}
    return all.filter(([before, after]) => {
      const [present, wanted] = [before, after].map((html) => {
        const root = document.createElement('main')
        root.innerHTML = html
        return root
      })
      morph(present!, wanted!)
      return !present!.isEqualNode(wanted!)
    })
  }, pairs)

  expect(different).toEqual([])
})

test('a word that is typed changes one text, and a paragraph that comes or goes leaves its neighbours themselves', async ({
  open,
}) => {
  const page = await emptyPage(open)

  const seen = await page.evaluate(() => {
    const {morph} = globalThis as unknown as {morph: Morph}
    const root = document.querySelector('main')!
    const become = (html: string) => {
      const wanted = document.createElement('main')
      wanted.innerHTML = html
      morph(root, wanted)
    }
    root.innerHTML = '<p>One.</p><img src="data:,"><p>Two.</p>'
    const [one, image, two] = [...root.children]

    become('<p>One more.</p><img src="data:,"><p>Two.</p>')
    const typed = [one, image, two].every((element, at) => root.children[at] === element)
    become('<p>One more.</p><p>New.</p><img src="data:,"><p>Two.</p>')
    const inserted = root.children[2] === image && root.children[3] === two
    become('<img src="data:,"><p>Two.</p>')
    const removed = root.firstElementChild === image && root.lastElementChild === two
    return {typed, inserted, removed}
  })

  expect(seen).toEqual({typed: true, inserted: true, removed: true})
})
