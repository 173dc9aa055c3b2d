import {renderMarkdown} from '@masthead/web/markdown'
import {expect, test} from 'vitest'

const html = (markdown: string) => renderMarkdown(markdown).html
const rules = (markdown: string) => renderMarkdown(markdown).messages.map(({ruleId}) => ruleId)

test('headings fit under the headline of the page, whatever level an editor started with', () => {
  expect(html('# One\n\n## Two')).toBe(html('## One\n\n### Two'))
  expect(html('# One')).toContain('<h2 id="section-one">One</h2>')
})

test('a level that an editor skipped is closed up', () => {
  expect(html('## One\n\n##### Deep\n\n## Three')).toMatch(/<h2.*<h3.*<h2/s)
})

test('headings become a table of contents with the ids that they carry', () => {
  const {toc} = renderMarkdown(
    '## Don’t take it personally\n\n### Really\n\n## Don’t take it personally',
  )

  expect(toc).toEqual([
    {depth: 2, id: 'section-dont-take-it-personally', text: 'Don’t take it personally'},
    {depth: 3, id: 'section-really', text: 'Really'},
    {depth: 2, id: 'section-dont-take-it-personally-1', text: 'Don’t take it personally'},
  ])
})

test('quotes, dashes and dots become those of a typesetter, but not in code', () => {
  expect(html(`"It's 9--5 ... or more" \`"x"--y\``)).toBe(
    '<p>“It’s 9–5 … or more” <code>"x"--y</code></p>',
  )
})

test('words are counted as a reader counts them', () => {
  expect(renderMarkdown('## A title\n\nDon’t count **these** as more: a-b.').words).toBe(8)
})

test('a picture of the lake gets its size, its widths and the format that the browser prefers', () => {
  const source = 'http://masthead.localhost:4000/images/masthead/production/abc-1600x900.jpg'

  const shown = html(`![A bridge](${source} "At dusk")`)

  expect(shown).toMatch(/^<figure><img .*<figcaption>At dusk<\/figcaption><\/figure>$/)
  expect(shown).toContain('src="/images/masthead/production/abc-1600x900.jpg?w=720')
  expect(shown).toContain('auto=format 1440w')
  expect(shown).toContain('width="1600" height="900"')
  expect(shown).not.toContain('localhost')
})

test('a link that leaves the site is marked, one within it is not', () => {
  expect(html('[a](https://example.org) [b](/topics)')).toBe(
    '<p><a href="https://example.org" rel="external noopener">a</a> <a href="/topics">b</a></p>',
  )
})

test('a callout carries its title, and text that only looks like a directive stays text', () => {
  expect(html(':::tip[Try **this**]\nGo.\n:::')).toBe(
    '<div class="callout callout-tip" role="note"><p class="callout-title">Try <strong>this</strong></p><p>Go.</p></div>',
  )
  expect(html('Note:this and :a[*b*]{c="d"} at 10:30')).toBe(
    '<p>Note:this and :a[<em>b</em>]{c=“d”} at 10:30</p>',
  )
  expect(html('::leaf')).toBe('<p>::leaf</p>')
})

test('an unknown callout keeps its text and tells the editor which there are', () => {
  const {html: shown, messages} = renderMarkdown('Text.\n\n:::warn\nInside.\n:::')

  expect(shown).toContain('<p>Inside.</p>')
  expect(messages).toEqual([
    expect.objectContaining({
      ruleId: 'callout-unknown',
      line: 3,
      note: expect.stringContaining(':::tip'),
    }),
  ])
})

test('a table scrolls in its own box and aligns by class', () => {
  const shown = html('| a | b |\n|---|--:|\n| 1 | 2 |')

  expect(shown).toContain('<div class="table" role="group" aria-label="Table" tabindex="0"><table>')
  expect(shown).toContain('<th scope="col" class="end">b</th>')
})

test('footnotes and their way back keep ids of their own', () => {
  const shown = html('A claim[^1].\n\n[^1]: Its source.')

  expect(shown).toContain('<a href="#note-fn-1" id="note-fnref-1"')
  expect(shown).toContain('<li id="note-fn-1">')
  expect(shown).toContain('href="#note-fnref-1"')
})

test('what readers will not get is reported with a place and a remedy', () => {
  expect(rules('<b>x</b>')).toContain('html-removed')
  expect(rules('[x](javascript:alert)')).toEqual(['link-unsafe'])
  expect(rules('![](/images/x.png)')).toEqual(['image-alt'])
  expect(rules('![A bridge](https://example.org/x.png)')).toEqual(['image-elsewhere'])
  const ofTheLake = `https://cdn.sanity.io/images/abc/production/${'a'.repeat(40)}-10x10.png`
  expect(rules(`![A bridge](${ofTheLake})`)).toEqual([])
  expect(renderMarkdown('Fine.\n\n[x](<java\u0001script:alert>)').messages[0]).toMatchObject({
    line: 3,
    note: expect.stringContaining('https://'),
  })
})

test('ordinary text is nothing to report', () => {
  expect(rules('## A\n\nText with a [link](https://example.org) and mail@example.org.')).toEqual([])
})
