/**
 * Thousands of ways to smuggle a script into a text, in a real browser: nothing runs, asks or leads away.
 *
 * `tests/unit/web/markdown-hostile.test.ts` reads the same HTML as text; here Chromium has the last word. A sample by default,
 * every payload in every wrapping when everything runs.
 */
import {readFileSync} from 'node:fs'
import {renderMarkdown} from '@masthead/web/markdown'
import {expect} from 'vitest'
import {test} from '../support/browser.ts'
import {full, sample, seed} from '../support/sample.ts'
import {Tripwire} from '../support/tripwire.ts'

const corpus = readFileSync(
  new URL('../fixtures/corpora/xss-payloadbox.txt', import.meta.url),
  'utf8',
)
  .split('\n')
  .filter(Boolean)

const payloads = full ? corpus : sample(corpus, 500)

const wrappings: Record<string, (payload: string) => string> = {
  'as they are': (payload) => payload,
  'as links': (payload) => `[x](<${payload}>) [y](${payload})`,
  'as pictures': (payload) => `![x](<${payload}> "${payload}")`,
  'as references': (payload) => `[x][y]\n\n[y]: <${payload}> "${payload}"`,
  'as autolinks': (payload) => `<${payload}>`,
}

const AT_ONCE = 250

for (const [name, wrap] of Object.entries(wrappings)) {
  test(`payloads ${name} do nothing in a browser (seed ${seed})`, async ({browser}) => {
    // Not by `open`, which forbids pictures from elsewhere: a body may hold them, and here they are stopped.
    const wire = await Tripwire.lay(await browser.newContext())
    const html = payloads.map((payload) => renderMarkdown(wrap(payload)).html)

    const harmful: string[] = []
    for (let start = 0; start < html.length; start += AT_ONCE) {
      const happened = await wire.shows(html.slice(start, start + AT_ONCE))
      if (happened.length > 0) harmful.push(...(await culprits(wire, start, html)), ...happened)
    }

    expect(harmful).toEqual([])
  })
}

/** Which payloads of a batch did it: each on a page of its own. */
async function culprits(wire: Tripwire, start: number, html: string[]): Promise<string[]> {
  const found: string[] = []
  for (const [index, piece] of html.slice(start, start + AT_ONCE).entries()) {
    if ((await wire.shows([piece])).length > 0) found.push(`payload: ${payloads[start + index]}`)
  }
  return found
}

test(`the wire is live: the same payloads without the pipeline run (seed ${seed})`, async ({
  browser,
}) => {
  const wire = await Tripwire.lay(await browser.newContext())
  const alive = sample(
    corpus.filter((payload) =>
      // Of an event that the wire sends to everything: a random twenty of all events may well hold none of these.
      /^<(?:img|svg|input|details)\b[^>]* on(?:mouseover|mouseenter|focus|pointerdown|toggle)=.?(?:alert|confirm|prompt)\(/i.test(
        payload,
      ),
    ),
    20,
  )

  const ran = []
  for (const payload of alive)
    ran.push((await wire.shows([payload])).some((one) => one.startsWith('ran ')))

  expect(ran.filter(Boolean).length).toBeGreaterThan(0)
  for (const planted of [
    '<img src=x onerror=alert(1)>',
    '<script>confirm(2)</script>',
    '<a href="javascript:prompt(3)">x</a>',
    '<iframe srcdoc="x"></iframe>',
    '<meta http-equiv="refresh" content="0;url=http://localhost/elsewhere">',
  ]) {
    expect(await wire.shows([planted]), planted).not.toEqual([])
  }
})
