/** Markdown and HTML files, and what is made harmless in any of them. */
import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {renderMarkdown} from '@masthead/web/markdown'
import {describe, expect, onTestFinished, test} from 'vitest'
import {makeInert, schemeOf} from '../../../scripts/src/import/inert.ts'
import {readManuscript} from '../../../scripts/src/import/read-manuscript.ts'
import {removeDirectory, temporaryDirectory} from '../../support/directory.ts'

async function read(name: string, content: string | Uint8Array) {
  const directory = temporaryDirectory('manuscript')
  onTestFinished(() => removeDirectory(directory))
  writeFileSync(join(directory, name), content)
  return readManuscript(join(directory, name))
}

describe('Markdown', () => {
  test('the head of the file fills the fields, and what has no field is named', async () => {
    const manuscript = await read(
      'ten.md',
      '---\ntitle: "Ten questions"\nauthor: Ann Roe, MBA\ntags: [Interviews, "Pay"]\nlayout: post\ndate: 2024-05-01\nimage: ten.jpg\nimageAlt: A table\n---\n\nFirst. Second.\n',
    )

    expect(manuscript).toMatchObject({
      title: 'Ten questions',
      standfirst: 'First.',
      authors: [{name: 'Ann Roe', credentials: ['MBA'], bio: ''}],
      topics: ['Interviews', 'Pay'],
      publishedAt: '2024-05-01T12:00:00.000Z',
      picture: {file: 'ten.jpg', alt: 'A table'},
    })
    expect(manuscript.notes).toEqual([expect.stringContaining('layout')])
  })

  test('without a head, the first # heading is the title and leaves the body', async () => {
    const {title, body} = await read('plain.md', '# Ten *questions*\n\nText.\n')

    expect(title).toBe('Ten questions')
    expect(body).toBe('Text.\n')
  })

  test.each(['31/31/2026', '2026-02-31', 'soon'])('the date "%s" is refused', async (date) => {
    await expect(read('dated.md', `---\ntitle: T\ndate: ${date}\n---\nText.\n`)).rejects.toThrow(
      `its date "${date}" is not understood (2026-03-31 is). Nothing was written.`,
    )
  })

  test('a list below a name is read like one in brackets', async () => {
    const {topics} = await read(
      'list.md',
      '---\ntitle: T\ntopics:\n  - Pay\n  - Notice\n---\nText.\n',
    )

    expect(topics).toEqual(['Pay', 'Notice'])
  })
})

describe('HTML', () => {
  test('the article becomes Markdown, what is no text is left out and named', async () => {
    const manuscript = await read(
      'page.html',
      '<!doctype html><html lang=fr><title>T</title><meta name=author content="Jo Doe"><nav>menu</nav><article><h1>Hello  you</h1><p>It\'s <b>fine</b>. More.</p><script>alert(1)</script><h2>Two</h2><ul><li>a<li>b</ul></article><footer>end</footer>',
    )

    expect(manuscript).toMatchObject({
      title: 'Hello you',
      body: 'It’s **fine**. More.\n\n## Two\n\n- a\n- b\n',
      standfirst: 'It’s fine.',
      authors: [{name: 'Jo Doe'}],
      language: 'fr',
    })
    expect(manuscript.notes).toEqual(['Left out of the page: scripts.'])
  })
})

describe('harmless', () => {
  test('scripts and script addresses are taken out, their words stay, the report says so', () => {
    const {markdown, notes} = makeInert(
      'A [click](javascript:alert(1)) and [r][r].\n\n<script>alert(1)</script>\n\n<b onclick="x">bold</b>\n\n[r]: <java&#10;script:x>\n',
    )

    expect(markdown).toBe('A click and r.\n\nbold\n\n')
    expect(notes.join('\n')).toMatch(/javascript:.*click/)
    expect(notes.join('\n')).toContain('<script>')
    expect(renderMarkdown(markdown).html).not.toMatch(/script|onclick/)
  })

  test('a link inside a quotation inside a list keeps its marks around it', () => {
    expect(makeInert('- > **[x](vbscript:y) z**\n').markdown).toBe('- > **x z**\n')
  })

  test('ordinary links stay', () => {
    const source =
      'See [a](https://a.example), [b](/b), [c](mailto:c@c.example) and <https://d.example>.\n'

    expect(makeInert(source)).toEqual({markdown: source, notes: []})
  })

  test.each([
    ['JaVaScRiPt:x', 'javascript'],
    [' java\nscript:x', 'javascript'],
    ['\u0001data:x', 'data'],
    ['/a:b', ''],
    ['https://a', 'https'],
  ])('the scheme of %j is %j', (address, scheme) => {
    expect(schemeOf(address)).toBe(scheme)
  })
})

describe('refused', () => {
  test.each([
    ['a format that is not offered', 'x.pdf', 'x', /format/],
    ['no text at all', 'x.html', '<script>x</script>', /neither/],
    ['a title and nothing else', 'x.md', '# Title\n', /no text/],
    ['only what had to be taken out', 'x.md', '# Title\n\n<script>x</script>\n', /can be used/],
    ['bytes that are no text', 'x.txt', new Uint8Array([1, 0, 2]), /no text/],
    ['another encoding', 'x.txt', new Uint8Array([0x41, 0xe9, 0x0a]), /UTF-8/],
  ])('%s', async (_, name, content, message) => {
    await expect(read(name, content)).rejects.toMatchObject({
      message: expect.stringMatching(message),
      remedy: expect.stringMatching(/./),
    })
  })

  test('a file that is not there', async () => {
    await expect(readManuscript('/nowhere/x.txt')).rejects.toMatchObject({
      message: 'There is no file /nowhere/x.txt. Nothing was written.',
    })
  })
})
