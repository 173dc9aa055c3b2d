import {setFlagsFromString} from 'node:v8'
import {runInNewContext} from 'node:vm'
import {expect, test} from 'vitest'
import {revisionsIn} from '../../../web/src/content/revisions.ts'
import {stripScripts} from '../../../web/src/reviews/strip-scripts.ts'

const page = (inside: string) =>
  `<!DOCTYPE html><html><head><meta name="masthead" content="reader"/>${inside}</head><body></body></html>`

test('a page for readers or reviewers loses every executable script and the preloads for them', () => {
  const html = page(
    '<script src="/_next/static/a.js" async=""></script><script>self.__next_f.push([1,"x"])</script>' +
      '<script\nid="_R_">var a = "<b>"</script><SCRIPT TYPE="module">x</SCRIPT>' +
      '<link rel="preload" as="script" fetchPriority="low" href="/a.js"/><link rel="modulepreload" href="/b.js"/>',
  )

  expect(stripScripts(html)).toBe(page(''))
})

test('data that no browser executes stays, and so do styles and fonts', () => {
  const kept =
    '<script type="application/ld+json">{"@type":"BlogPosting"}</script><script type="speculationrules">{}</script>' +
    '<link rel="preload" as="font" href="/f.woff2"/><link rel="stylesheet" href="/s.css"/>'

  expect(stripScripts(page(kept))).toBe(page(kept))
})

test('a page without the mark is left alone', () => {
  const html = '<html><head></head><body><script>go()</script></body></html>'

  expect(stripScripts(html)).toBe(html)
})

test('the revision is read from the page', () => {
  expect(revisionsIn(page('<meta name="content-revision" content="r1 r2"/>'))).toBe('r1 r2')
  expect(revisionsIn(page(''))).toBeUndefined()
})

test('whoever keeps the revision of a page does not keep the page', () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const used = () => {
    collect()
    return process.memoryUsage().heapUsed
  }
  const before = used()

  const revisions = Array.from({length: 100}, (_, i) => {
    const named = page(`<meta name="content-revision" content="revision-${i}-of-a-page"/>`)
    return revisionsIn(Buffer.from(named + 'x'.repeat(500_000)).toString())
  })

  expect(used() - before).toBeLessThan(10e6) // all pages together have fifty
  expect(revisions).toContain('revision-7-of-a-page')
})
