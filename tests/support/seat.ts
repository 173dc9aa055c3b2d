/**
 * A seat: one page in a profile of its own, where somebody sits down once and which one test after the other takes, because
 * loading what is on it takes seconds. The page is tidied after each test, and what the browser did wrong fails the test in
 * which it did; a seat of which anything bad is known is given up, and the next test gets a new one.
 */
import type {Browser, BrowserContext, Page} from 'playwright-core'
import type {TestContext} from 'vitest'
import {complain, keepPictures, openProfile, type Profile} from './browser.ts'
import {openStudio, returnToDesk} from './studio.ts'

export interface Seat {
  /** The page, tidy. */
  take(): Promise<Page>
  /** Tidy up after a test. Throws what the browser did wrong, or what could not be tidied. */
  leave(task: TestContext['task']): Promise<void>
  close(): Promise<void>
}

export interface SeatOptions {
  sitDown: (context: BrowserContext) => Promise<Page>
  tidy: (page: Page) => Promise<void>
}

export function createSeat(browser: Browser, {sitDown, tidy}: SeatOptions): Seat {
  let taken: (Profile & {page: Page}) | undefined

  const giveUp = async () => {
    const profile = taken
    taken = undefined
    await profile?.context.close()
  }

  return {
    async take() {
      if (taken) return taken.page
      const profile = await openProfile(browser)
      const page = await sitDown(profile.context)
      taken = {...profile, page}
      return page
    },

    async leave(task) {
      if (!taken) return
      const {context, page, findings} = taken
      try {
        if (task.result?.state === 'fail') {
          await keepPictures(task.name, context.pages())
          complain(findings())
          return await giveUp()
        }
        for (const other of context.pages()) if (other !== page) await other.close()
        await page.unrouteAll({behavior: 'wait'})
        await tidy(page)
        complain(findings())
      } catch (error) {
        await giveUp()
        throw error
      }
    },

    async close() {
      const late = taken?.findings() ?? []
      await giveUp()
      complain(late)
    },
  }
}

/** A seat at a Studio, where somebody has signed in and sees the desk. */
export const seatAtStudio = (
  browser: Browser,
  {studio, token}: {studio: string; token: string},
): Seat =>
  createSeat(browser, {
    async sitDown(context) {
      const page = await context.newPage()
      await openStudio(page, studio, token)
      return page
    },
    tidy: returnToDesk,
  })
