/**
 * `pnpm bench lighthouse [--runs 5] [--page article]`: Lighthouse's mobile audit of the pages that readers meet, its settings unchanged.
 *
 * A publication of some age with the first content of a new installation in it, so that lists are full and pages have pictures. Pages
 * in turns. Prints one line of JSON for each run: the four scores, what was painted when, what cost points (`failed`), what it would do
 * otherwise without taking any (`advised`); and one at the end. Fails unless every score was 100. Scores for performance hold on an
 * idle machine; the other three hold anywhere. Five runs of all pages take about five minutes.
 */
import {parseArgs} from 'node:util'
import {openGallery, templates} from '../support/gallery/gallery.ts'
import {openAuditor, type Audit} from '../support/lighthouse.ts'

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

const isPerfect = ({performance, accessibility, bestPractices, seo}: Audit) =>
  [performance, accessibility, bestPractices, seo].every((score) => score === 100)

const gallery = await openGallery({alsoSeed: true})
const auditor = await openAuditor()
const audits: Audit[] = []
try {
  for (let run = 1; run <= Number(values.runs); run++) {
    for (const [page, path] of wanted) {
      const url = `http://127.0.0.1:${gallery.site.port}${path}`
      if ((await gallery.read(path)).status !== 200) throw new Error(`${path} is not there.`)
      const audit = await auditor.audit(url)
      audits.push(audit)
      console.log(JSON.stringify({bench: 'lighthouse', page, run, ...audit}))
    }
  }
} finally {
  await auditor.close()
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
