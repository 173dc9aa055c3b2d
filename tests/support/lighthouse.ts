/** Lighthouse, its mobile settings unchanged, in the browser that the tests use. */
import {spawn} from 'node:child_process'
import lighthouse from 'lighthouse'
import {findChromium} from './chromium.ts'
import {removeDirectory, temporaryDirectory} from './directory.ts'

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
}

export interface Auditor {
  audit(url: string): Promise<Audit>
  close(): Promise<void>
}

export async function openAuditor(): Promise<Auditor> {
  const {executable, env} = await findChromium()
  const profile = temporaryDirectory('lighthouse')
  const child = spawn(
    executable,
    [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
      'about:blank',
    ],
    {stdio: ['ignore', 'ignore', 'pipe'], env: {...process.env, ...env}},
  )
  process.once('exit', () => child.kill('SIGKILL'))
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const port = await new Promise<number>((resolve, reject) => {
    let log = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      log += text
      const found = /DevTools listening on ws:\/\/127\.0\.0\.1:(\d+)/.exec(log)
      if (found) resolve(Number(found[1]))
    })
    void ended.then(() => reject(new Error(`Chromium did not start: ${log}`)))
  })

  return {
    async audit(url) {
      const {audits, categories} = await reportOn(url, port)
      const score = (name: string) => Math.round((categories[name]?.score ?? 0) * 100)
      const value = (name: string) => audits[name]?.numericValue ?? NaN
      const failed = ['performance', 'accessibility', 'best-practices', 'seo']
        .flatMap((name) => categories[name]?.auditRefs ?? [])
        .filter(({id, weight}) => weight > 0 && (audits[id]?.score ?? 1) < 0.9)
        .map(({id}) => id)
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
        failed,
      }
    },
    async close() {
      child.kill('SIGTERM')
      await ended
      removeDirectory(profile)
    },
  }
}

/** On a busy machine a trace fails now and then; that says nothing about the page. */
async function reportOn(url: string, port: number) {
  for (let attempt = 1; ; attempt++) {
    const result = await lighthouse(url, {port, logLevel: 'silent', output: 'json'})
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
