/** Lighthouse, its mobile settings unchanged, in the browser that the tests use. */
import {Launcher, launch} from 'chrome-launcher'
import lighthouse, {type Flags} from 'lighthouse'
import {addressBarMenus, findChromium} from './chromium.ts'

export interface Audit {
  performance: number
  accessibility: number
  bestPractices: number
  seo: number
  /** Milliseconds, on the simulated phone. */
  fcp: number
  lcp: number
  tbt: number
  cls: number
  /** The largest element, as it begins. */
  lcpElement: string
  /** Audits that cost points. */
  failed: string[]
  /** What it would do otherwise, and takes no points for. */
  advised: string[]
}

/** What the page did on a line that was as slow as that of the simulated phone, as painted; nothing is computed. */
export interface Painted {
  fcp: number
  lcp: number
}

const categoryNames = ['performance', 'accessibility', 'best-practices', 'seo']

export interface Auditor {
  audit(url: string): Promise<Audit>
  paint(url: string): Promise<Painted>
  close(): Promise<void>
}

/** Lighthouse's own way to start a browser, so that nothing of it works beside the page: as its command does, and no menus of an address bar. */
async function launchChromium() {
  const {executable, env} = await findChromium()
  const isList = (flag: string) => flag.startsWith('--disable-features=')
  const quiet = Launcher.defaultFlags().map((flag) =>
    isList(flag) ? [flag, ...addressBarMenus].join(',') : flag,
  )
  return launch({
    chromePath: executable,
    ignoreDefaultFlags: true,
    chromeFlags: [
      ...quiet,
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--ignore-certificate-errors', // only this machine is asked, and its certificate is of a test's own
    ],
    envVars: {...process.env, ...env},
    logLevel: 'silent',
  })
}

export async function openAuditor(): Promise<Auditor> {
  const chromium = await launchChromium()
  const {port} = chromium
  const ended = new Promise((resolve) => chromium.process.once('exit', resolve))
  process.once('exit', () => chromium.kill())

  return {
    async audit(url) {
      const {audits, categories} = await reportOn(url, {port})
      const score = (name: string) => Math.round((categories[name]?.score ?? 0) * 100)
      const value = (name: string) => audits[name]?.numericValue ?? NaN
      const isBelow = (id: string, least: number) => (audits[id]?.score ?? 1) < least
      const namesOf = (name: string, isWanted: (one: {id: string; weight: number}) => boolean) =>
        (categories[name]?.auditRefs ?? []).filter(isWanted).map(({id}) => id)
      return {
        performance: score('performance'),
        accessibility: score('accessibility'),
        bestPractices: score('best-practices'),
        seo: score('seo'),
        fcp: Math.round(value('first-contentful-paint')),
        lcp: Math.round(value('largest-contentful-paint')),
        tbt: Math.round(value('total-blocking-time')),
        cls: Math.round(value('cumulative-layout-shift') * 1000) / 1000,
        lcpElement: snippetIn(audits['lcp-breakdown-insight']?.details),
        failed: categoryNames.flatMap((name) =>
          namesOf(
            name,
            ({id, weight}) => weight > 0 && isBelow(id, score(name) < 100 ? 0.995 : 0.9),
          ),
        ),
        advised: categoryNames.flatMap((name) =>
          namesOf(name, ({id, weight}) => weight === 0 && isBelow(id, 1)),
        ),
      }
    },
    async paint(url) {
      const {audits} = await reportOn(url, {
        port,
        onlyAudits: ['first-contentful-paint', 'largest-contentful-paint'],
        throttlingMethod: 'devtools',
      })
      const value = (name: string) => Math.round(audits[name]?.numericValue ?? NaN)
      return {fcp: value('first-contentful-paint'), lcp: value('largest-contentful-paint')}
    },
    async close() {
      chromium.kill()
      await ended
    },
  }
}

/** On a busy machine a trace fails now and then; that says nothing about the page. */
async function reportOn(url: string, flags: Flags) {
  for (let attempt = 1; ; attempt++) {
    const result = await lighthouse(url, {logLevel: 'silent', output: 'json', ...flags})
    if (!result) throw new Error(`Lighthouse had nothing to say about ${url}.`)
    if (!result.lhr.runtimeError) return result.lhr
    if (attempt === 3) throw new Error(`Lighthouse on ${url}: ${result.lhr.runtimeError.message}`)
  }
}

/** The first piece of HTML in an audit's details. */
function snippetIn(details: unknown): string {
  const found = /"snippet":"((?:[^"\\]|\\.)*)"/.exec(JSON.stringify(details ?? {}))?.[1] ?? ''
  return (JSON.parse(`"${found}"`) as string).slice(0, 80)
}
