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
    const parts: Record<string, number>[] = []
    for (let round = -warm; round < rounds; round++) {
      const {text: wanted} = await type(nth(round))
      const pressed = (await clock.pressed()).at(-1)!
      const shown = await clock.shown(wanted)
      const took = shown - pressed
      await page.waitForTimeout(1_500)
      if (round < 0) continue
      paused.push(took)
      parts.push(clock.parts(pressed, shown))
    }
    report(name, 'single', paused)
    reportParts(name, parts)

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

/** Where the time of a single keystroke went, as medians: each part ends where the next one begins. */
function reportParts(name: FieldName, all: Record<string, number>[]): void {
  const names = Object.keys(all[0] ?? {})
  const median = (part: string) =>
    Math.round(all.map((one) => one[part] ?? NaN).toSorted((a, b) => a - b)[all.length >> 1] ?? NaN)
  const parts = Object.fromEntries(names.map((part) => [part, median(part)]))
  console.log(JSON.stringify({bench: 'preview', field: name, kind: 'parts', unit: 'ms', ...parts}))
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
  const events: {what: string; at: number; end: number}[] = []
  await page.exposeBinding('itHappened', (_source, what: string, at: number, end: number) => {
    events.push({what, at, end})
  })
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
      itHappened: (what: string, at: number, end: number) => void
    }
    const happened = (what: string, at: number, end = at) => theWindow.itHappened(what, at, end)
    new PerformanceObserver((list) => {
      for (const {name, startTime, duration} of list.getEntries()) {
        const at = performance.timeOrigin + startTime
        if (name.endsWith('/api/draft-mode/page')) happened('page', at, at + duration)
      }
    }).observe({type: 'resource', buffered: true})
    addEventListener('message', ({data}: MessageEvent<{type?: string} | null>) => {
      if (data?.type === 'words') happened('told', now())
    })
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
    /** What happened between the key and the frame, one after the other. */
    parts(pressed: number, shown: number): Record<string, number> {
      const first = (what: string, from: number) =>
        events
          .filter((one) => one.what === what && one.at >= from)
          .toSorted((a, b) => a.at - b.at)[0]
      const told = first('told', pressed)
      const page = told && first('page', told.at)
      if (!page) return {}
      return {
        studio: told.at - pressed,
        asking: page.at - told.at,
        answering: page.end - page.at,
        showing: shown - page.end,
      }
    },
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
