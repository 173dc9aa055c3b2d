/**
 * `pnpm bench preview [--rounds 20]`: from an editor's keystroke to the frame that shows it, beside the form in Presentation.
 *
 * All of Masthead as `npm start` brings it up, its Studio in Chromium, the first article in Presentation. A character is typed
 * at the end of a field, and the time runs from the browser's own `keydown` until a frame of animation after the preview's page
 * holds it. Twice for the headline and for the body: single keystrokes with a pause between them, and typing, a key every
 * 150 ms, where each key is timed by itself. One line of JSON for each.
 */
import {parseArgs} from 'node:util'
import type {Page} from 'playwright-core'
import {launchBrowser} from '../support/chromium.ts'
import {startMasthead, type Masthead} from '../support/masthead.ts'
import {field, markdown, openStudio} from '../support/studio.ts'

const {values} = parseArgs({
  options: {rounds: {type: 'string', default: '20'}, warm: {type: 'string', default: '3'}},
})
const rounds = Number(values.rounds)
const warm = Number(values.warm)
const letters = 'abcdefghijklmnopqrstuvwxyz'
const patience = 20_000

/** What stands before the letters, so that they are found again. Long enough to be nowhere else. */
const markers = {title: 'Measured ', body: '\n\nMeasured below '}
type FieldName = keyof typeof markers

const masthead = await startMasthead()
const browser = await launchBrowser()
try {
  const page = await browser.newPage({viewport: {width: 1600, height: 900}})
  const clock = await openClock(page)
  await openPresentation(page, masthead)
  for (const name of ['title', 'body'] as const) {
    const input = name === 'body' ? markdown(page, name).text : inputOf(page, name)
    await input.click()
    await page.keyboard.press('Control+End')
    let text = markers[name]
    await page.keyboard.insertText(text)
    await clock.shown(text.trim())

    const type = async (letter: string) => {
      text += letter
      await page.keyboard.press(letter)
      return {letter: text.length, text: text.trim()}
    }
    const nth = (round: number) => letters[(round + warm) % letters.length]!

    const paused: number[] = []
    for (let round = -warm; round < rounds; round++) {
      const {text: wanted} = await type(nth(round))
      const took = (await clock.shown(wanted)) - (await clock.pressed()).at(-1)!
      if (round >= 0) paused.push(took)
      await page.waitForTimeout(1_500)
    }
    report(name, 'single', paused)

    const before = (await clock.pressed()).length
    const wanted: string[] = []
    for (let round = 0; round < rounds; round++) {
      wanted.push((await type(nth(round))).text)
      await page.waitForTimeout(150)
    }
    const shown = await Promise.all(wanted.map((one) => clock.shown(one)))
    const pressed = (await clock.pressed()).slice(before)
    report(
      name,
      'typing',
      shown.map((at, index) => at - pressed[index]!),
    )
  }
} finally {
  await browser.close()
  await masthead.stop()
}
process.exit()

function report(name: FieldName, kind: 'single' | 'typing', taken: number[]): void {
  const sorted = taken.toSorted((a, b) => a - b)
  const at = (share: number) =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN)
  console.log(
    JSON.stringify({
      bench: 'preview',
      field: name,
      kind,
      unit: 'ms',
      rounds: sorted.length,
      median: at(0.5),
      p95: at(0.95),
      min: at(0),
      max: at(1),
    }),
  )
}

/** Headline and body side by side with their page. */
async function openPresentation(page: Page, {studio, site, token, client}: Masthead) {
  const {id, slug} = await client.fetch<{id: string; slug: string}>(
    '*[_type == "article"][0]{"id": _id, "slug": slug.current}',
  )
  await openStudio(page, studio, token)
  const preview = encodeURIComponent(`${site}/articles/${slug}`)
  await page.goto(`${studio}/presentation/article/${id}?preview=${preview}`)
  await page.frameLocator('iframe').first().locator('h1').waitFor({timeout: 60_000})
  await inputOf(page, 'title').waitFor({timeout: 60_000})
  await markdown(page, 'body').text.waitFor({timeout: 60_000})
}

function inputOf(page: Page, name: string) {
  return field(page, name).getByRole('textbox').first()
}

/**
 * The browser's clock, which all frames share. Each frame says what its page holds after it changed; the frame around the
 * preview says when a key went down.
 */
async function openClock(page: Page) {
  const seen: {at: number; text: string}[] = []
  const waiting = new Set<() => void>()
  await page.exposeBinding('theFrameShows', (_source, at: number, text: string) => {
    seen.push({at, text})
    for (const tell of waiting) tell()
  })
  await page.addInitScript(() => {
    const now = () => performance.timeOrigin + performance.now()
    const theWindow = window as unknown as {
      keys: number[]
      theFrameShows: (at: number, text: string) => void
    }
    if (window === window.top) {
      theWindow.keys = []
      addEventListener('keydown', () => theWindow.keys.push(now()), true)
      return
    }
    let last = ''
    const look = () =>
      requestAnimationFrame(() => {
        const text = document.querySelector('main')?.innerText ?? ''
        if (text === last) return
        last = text
        theWindow.theFrameShows(now(), text)
      })
    new MutationObserver(look).observe(document, {
      subtree: true,
      childList: true,
      characterData: true,
    })
    addEventListener('load', look)
  })
  return {
    pressed: () =>
      page.evaluate(() => (window as unknown as {keys: number[]}).keys) as Promise<number[]>,
    /** When this first stood in the preview. */
    async shown(text: string): Promise<number> {
      const end = Date.now() + patience
      for (;;) {
        const found = seen.find((one) => one.text.includes(text))
        if (found) return found.at
        const left = end - Date.now()
        if (left <= 0) throw new Error(`The preview never showed "${text}".`)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(done, left)
          waiting.add(done)
          function done() {
            clearTimeout(timer)
            waiting.delete(done)
            resolve()
          }
        })
      }
    },
  }
}
