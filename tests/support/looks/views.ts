/** How a template is looked at: at every width, in light and in dark, on paper; never before it has come to rest. */
import type {Page} from 'playwright-core'
import {vi} from 'vitest'
import {layoutOf} from './layout.ts'

export interface View {
  /** `360`, `1280 dark`: what it is called. */
  view: string
  width: number
  colorScheme: 'light' | 'dark'
  media?: 'screen' | 'print'
}

export interface Look {
  view: string
  layout: string[]
  screenshot: Buffer
}

/** How each template is looked at. */
export const views: readonly View[] = [
  {view: '360', width: 360, colorScheme: 'light'},
  {view: '768', width: 768, colorScheme: 'light'},
  {view: '1280', width: 1280, colorScheme: 'light'},
  {view: '1280 dark', width: 1280, colorScheme: 'dark'},
]

/** On paper: as wide as what lies between the margins of a letter. */
export const printed = {view: 'print', width: 700, colorScheme: 'light', media: 'print'} as const

export async function lookAt(page: Page, wanted: readonly View[] = views): Promise<Look[]> {
  const looks: Look[] = []
  for (const {view, width, colorScheme, media = 'screen'} of wanted) {
    await page.setViewportSize({width, height: 800})
    await page.emulateMedia({colorScheme, media, reducedMotion: 'reduce'})
    await settle(page)
    const layout = colorScheme === 'light' ? await layoutOf(page) : []
    looks.push({view, layout, screenshot: await page.screenshot({fullPage: true})})
  }
  return looks
}

/**
 * Every picture fetched and decoded, also those far down, and every letter in its font. A picture that does not come is a
 * failure; one that gives way to another size while it is decoded, as after a change of width, is asked for again.
 */
export async function settle(page: Page): Promise<void> {
  const missing = () =>
    Promise.all(
      [...document.images].map(async (image) => {
        image.loading = 'eager'
        const shown = await image.decode().then(
          () => image.complete && image.naturalWidth > 0,
          () => false,
        )
        return shown ? [] : [image.currentSrc]
      }),
    ).then((sources) => sources.flat())
  const allThere = async () => {
    const left = await page.evaluate(missing)
    if (left.length > 0) throw new Error(`Pictures did not come: ${left.join(', ')}`)
  }
  await vi.waitFor(allThere, {timeout: 15_000})
  await page.evaluate(() => document.fonts.ready.then(() => undefined))
}
