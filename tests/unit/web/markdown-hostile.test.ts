/**
 * The body of an article is written by people who paste. Whatever stands in it, the HTML holds only what `schema.ts` lists.
 * A sample of the corpus by default, every payload in `pnpm test:full`.
 */
import {readFileSync} from 'node:fs'
import {renderMarkdown} from '@masthead/web/markdown'
import {expect, test} from 'vitest'
import {dangers} from '../../support/rendered-html.ts'
import {atMost, full, sample, seed} from '../../support/sample.ts'

const corpus = readFileSync(
  new URL('../../fixtures/corpora/xss-payloadbox.txt', import.meta.url),
  'utf8',
)
  .split('\n')
  .filter(Boolean)

const payloads = full ? corpus : sample(corpus, 250)

const wrappings: Record<string, (payload: string) => string> = {
  'as it is': (payload) => payload,
  'as a link': (payload) => `[x](<${payload}>)`,
  'as a bare link': (payload) => `[x](${payload})`,
  'as a picture': (payload) => `![x](<${payload}> "${payload}")`,
  'as a reference': (payload) => `[x][y]\n\n[y]: <${payload}>`,
  'as an autolink': (payload) => `<${payload}>`,
  'as a heading': (payload) => `## ${payload}`,
  'in a callout': (payload) => `:::tip[${payload}]{onclick="${payload}"}\n${payload}\n:::`,
  'in another language': (payload) =>
    `:lang[${payload}]{${payload}} :lang[${payload}]{fr onclick="${payload}"}\n\n:::lang{${payload}}\n${payload}\n:::`,
  'in a table': (payload) => `| ${payload} |\n|---|\n| ${payload} |`,
  'in a footnote': (payload) => `x[^${payload}]\n\n[^${payload}]: ${payload}`,
}

for (const [name, wrap] of Object.entries(wrappings)) {
  test(`a script injection ${name} becomes harmless (seed ${seed})`, {timeout: atMost(300)}, () => {
    const harmful = payloads.filter(
      (payload) => dangers(renderMarkdown(wrap(payload)).html).length > 0,
    )

    expect(harmful).toEqual([])
  })
}

test('addresses that could run something are left out, however they are spelled', () => {
  const spellings = [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java&#x73;cript:alert(1)',
    'java&Tab;script:alert(1)',
    '\u0001javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:msgbox(1)',
  ]

  for (const spelling of spellings) {
    expect(renderMarkdown(`[x](<${spelling}>)`).html).not.toMatch(/href="[^"]*(?:script|data):/i)
  }
})

test('no heading can take the name of something that a page relies on', () => {
  const {html} = renderMarkdown('## location\n\n## __proto__\n\n## document\n\n## document')

  expect(html.match(/id="[^"]*"/g)).toEqual([
    'id="section-location"',
    'id="section-proto"',
    'id="section-document"',
    'id="section-document-1"',
  ])
})
