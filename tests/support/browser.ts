/**
 * A real browser for a test: one Chromium a file, and for each person in the story a profile of their own (`open()`).
 *
 * Nothing may leave the machine. Every name but loopback is unresolvable for this browser, and each request that was meant for
 * elsewhere fails the test when it ends, unless the page's own Content Security Policy stopped it: that is the policy at work.
 */
import {join} from 'node:path'
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
  type Request,
  chromium,
} from 'playwright-core'
import {test as base} from 'vitest'
import {findChromium} from './chromium.ts'
import {repository} from './directory.ts'

export interface OpenOptions extends BrowserContextOptions {
  /** `strict`: a page that runs into its own Content Security Policy fails the test. Readers' pages must not. */
  policy?: 'strict' | 'lenient'
}

/** Open a new profile: no cookies, no storage, nobody signed in. */
export type Open = (options?: OpenOptions) => Promise<BrowserContext>

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.0.0.1',
]

export async function launchBrowser(): Promise<Browser> {
  const {executable, env} = await findChromium()
  return chromium.launch({
    executablePath: executable,
    headless: true,
    args: flags,
    env: {...(process.env as Record<string, string>), ...env},
  })
}

/** Whether a request to this address stays on the machine. */
export function staysHere(address: string): boolean {
  const {protocol, hostname} = new URL(address)
  if (['data:', 'blob:', 'about:', 'chrome:', 'chrome-extension:'].includes(protocol)) return true
  return hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '127.0.0.1'
}

/** Write down what this profile does that it should not. The function returned gives the findings so far. */
export function watch(context: BrowserContext, policy: OpenOptions['policy'] = 'lenient') {
  const findings: string[] = []
  const abroad = new Set<Request>()
  context.on('request', (request) => {
    if (!staysHere(request.url())) abroad.add(request)
  })
  context.on('requestfailed', (request) => {
    if (!abroad.delete(request)) return
    if (/csp/i.test(request.failure()?.errorText ?? '')) return
    findings.push(`a request (${request.resourceType()}) was meant for ${request.url()}`)
  })
  context.on('requestfinished', (request) => {
    if (abroad.delete(request)) findings.push(`a request left the machine: ${request.url()}`)
  })
  context.on('page', (page) => {
    page.on('websocket', (socket) => {
      if (!staysHere(socket.url())) findings.push(`a socket was meant for ${socket.url()}`)
    })
  })
  context.on('console', (message) => {
    if (policy !== 'strict' || message.type() !== 'error') return
    if (/Content Security Policy/i.test(message.text())) findings.push(message.text())
  })
  return () => [
    ...findings,
    ...[...abroad].map((request) => `a request waits for ${request.url()}`),
  ]
}

/** For tests that look at a page. `open` gives profiles; leaving the test closes them and says what they did wrong. */
export const test = base.extend<{browser: Browser; open: Open}>({
  browser: [
    async ({}, use) => {
      const browser = await launchBrowser()
      await use(browser)
      await browser.close()
    },
    {scope: 'file'},
  ],
  open: async ({browser, task}, use) => {
    const profiles: {context: BrowserContext; findings: () => string[]}[] = []
    await use(async ({policy, ...options} = {}) => {
      const context = await browser.newContext(options)
      profiles.push({context, findings: watch(context, policy)})
      return context
    })
    const findings = profiles.flatMap((profile) => profile.findings())
    if (task.result?.state === 'fail') {
      await keepPictures(
        task.name,
        profiles.flatMap(({context}) => context.pages()),
      )
    }
    for (const {context} of profiles) await context.close()
    if (findings.length > 0) throw new Error(`The browser misbehaved:\n- ${findings.join('\n- ')}`)
  },
})

/** What the pages looked like when a test failed, in `test-results/`. */
async function keepPictures(name: string, pages: Page[]): Promise<void> {
  const stem = name.replaceAll(/[^a-z0-9]+/gi, '-').slice(0, 60)
  for (const [index, page] of pages.entries()) {
    const path = join(repository, 'test-results', `${stem}-${index + 1}.png`)
    await page.screenshot({path, timeout: 5_000}).catch(() => undefined)
  }
}
