/**
 * A real browser for a test: one Chromium a file, and for each person in the story a profile of their own (`open()`).
 *
 * Nothing may leave the machine: each request that was meant for elsewhere fails the test when it ends.
 */
import {join} from 'node:path'
import type {Browser, BrowserContext, BrowserContextOptions, Page} from 'playwright-core'
import {test as base} from 'vitest'
import {launchBrowser, launchShell} from './chromium.ts'
import {repository} from './directory.ts'
import {type Policy, watch} from './watch.ts'

export interface OpenOptions extends BrowserContextOptions {
  policy?: Policy
  /** What a `quiet` console says all the same. */
  expected?: RegExp
}

/** Open a new profile: no cookies, no storage, nobody signed in. */
export type Open = (options?: OpenOptions) => Promise<BrowserContext>

export interface Profile {
  context: BrowserContext
  /** What it did so far that it should not. */
  findings: () => string[]
}

export async function openProfile(
  browser: Browser,
  {policy, expected, ...options}: OpenOptions = {},
): Promise<Profile> {
  const context = await browser.newContext(options)
  return {context, findings: watch(context, policy, expected)}
}

/** Throw the findings, where there are any. */
export function complain(findings: string[]): void {
  if (findings.length > 0) throw new Error(`The browser misbehaved:\n- ${findings.join('\n- ')}`)
}

const testIn = (launch: () => Promise<Browser>) =>
  base.extend<{browser: Browser; open: Open}>({
    browser: [
      async ({}, use) => {
        const browser = await launch()
        await use(browser)
        await browser.close()
      },
      {scope: 'file'},
    ],
    open: async ({browser, task}, use) => {
      const profiles: Profile[] = []
      await use(async (options) => {
        const profile = await openProfile(browser, options)
        profiles.push(profile)
        return profile.context
      })
      const findings = profiles.flatMap((profile) => profile.findings())
      if (task.result?.state === 'fail') {
        await keepPictures(
          task.name,
          profiles.flatMap(({context}) => context.pages()),
        )
      }
      for (const {context} of profiles) await context.close()
      complain(findings)
    },
  })

/** For tests that look at a page. `open` gives profiles; leaving the test closes them and says what they did wrong. */
export const test = testIn(launchBrowser)

/** The same in a headless shell, for pages where the engine alone matters, such as Studio's. */
export const testInShell = testIn(launchShell)

/** What the pages looked like when a test failed, in `test-results/`. */
export async function keepPictures(name: string, pages: Page[]): Promise<void> {
  const stem = name.replaceAll(/[^a-z0-9]+/gi, '-').slice(0, 60)
  for (const [index, page] of pages.entries()) {
    const path = join(repository, 'test-results', `${stem}-${index + 1}.png`)
    await page.screenshot({path, timeout: 5_000}).catch(() => undefined)
  }
}
