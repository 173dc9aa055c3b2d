/**
 * `pnpm bench lighthouse [--runs 5] [--page article]`: Lighthouse's mobile audit of the pages that readers meet, its settings unchanged.
 *
 * A publication of some age with the first content of a new installation in it, so that lists are full and pages have pictures. Pages
 * in turns. Prints one line of JSON for each run: the four scores, what was painted when, what cost points (`failed`), what it would do
 * otherwise without taking any (`advised`); and one at the end. Fails unless every score was 100. Scores for performance hold on an
 * idle machine; the other three hold anywhere. In turns with them, and not counted: the words of `article` and its picture as a page written
 * by hand, which says what the machine allows (`by hand`). Each waits until the machine is at rest, twenty seconds at most (`atRest`).
 * Five runs of all pages take about six minutes.
 */
import {chmodSync} from 'node:fs'
import {parseArgs} from 'node:util'
import {temporaryDirectory, removeDirectory} from '../support/directory.ts'
import {openGallery, templates} from '../support/gallery/gallery.ts'
import {machineAtRest} from '../support/idle.ts'
import {openAuditor, type Audit} from '../support/lighthouse.ts'
import {writePlainPage, type PlainArticle} from '../support/plain-page.ts'
import {startStaticNginx} from '../support/static-nginx.ts'

const pages = {
  article: templates.article,
  'seed article': '/articles/so-you-didnt-get-the-job',
  author: templates.author,
  topic: templates.topic,
  home: templates.home,
}

const {values} = parseArgs({
  options: {runs: {type: 'string', default: '5'}, page: {type: 'string'}},
})
const wanted = Object.entries(pages).filter(([name]) => !values.page || values.page === name)
if (wanted.length === 0) {
  console.error(`There is no page "${values.page}". Pages: ${Object.keys(pages).join(', ')}`)
  process.exit(2)
}

const isPerfect = ({performance, accessibility, bestPractices, seo, cls}: Audit) =>
  cls === 0 && [performance, accessibility, bestPractices, seo].every((score) => score === 100)

const gallery = await openGallery({alsoSeed: true})
const folder = temporaryDirectory('bench-lighthouse')
chmodSync(folder, 0o755) // nginx gives up being root, if that is who runs this
await writePlainPage(folder, await wordsOf(templates.article))
const nginx = await startStaticNginx(folder)
const auditor = await openAuditor()
const audits: Audit[] = []
try {
  for (let run = 1; run <= Number(values.runs); run++) {
    // First, because whatever is audited first finds a browser that has just started.
    await audit('by hand', run, `http://127.0.0.1:${nginx.port}/`)
    for (const [page, path] of wanted) {
      if ((await gallery.read(path)).status !== 200) throw new Error(`${path} is not there.`)
      audits.push(await audit(page, run, `http://127.0.0.1:${gallery.site.port}${path}`))
    }
  }
} finally {
  await auditor.close()
  await nginx.stop()
  removeDirectory(folder)
  await gallery.stop()
}
const perfect = audits.filter(isPerfect).length
const worstOf = (pick: (audit: Audit) => number) => Math.max(...audits.map(pick))
console.log(
  JSON.stringify({
    bench: 'lighthouse',
    runs: audits.length,
    perfect,
    worstLcp: worstOf(({lcp}) => lcp),
    worstCls: worstOf(({cls}) => cls),
    failed: [...new Set(audits.flatMap(({failed}) => failed))],
    advised: [...new Set(audits.flatMap(({advised}) => advised))],
  }),
)
process.exit(perfect === audits.length ? 0 : 1)

async function audit(page: string, run: number, url: string): Promise<Audit> {
  const atRest = await machineAtRest()
  const found = await auditor.audit(url)
  console.log(JSON.stringify({bench: 'lighthouse', page, run, atRest, ...found}))
  return found
}

/** The article at this address, as somebody would put it into a page by hand. */
async function wordsOf(path: string): Promise<PlainArticle> {
  const {title, body, alt, url} = await gallery.client.fetch<Record<string, string>>(
    `*[_type == "article" && slug.current == $slug][0]{title, body, "alt": heroImage.alt, "url": heroImage.asset->url}`,
    {slug: path.split('/').at(-1)},
  )
  const picture = new Uint8Array(await (await fetch(String(url))).arrayBuffer())
  return {title: String(title), paragraphs: String(body).split(/\n{2,}/), picture, alt: String(alt)}
}
