import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {readCrawl} from '../../../scripts/src/import/crawl.ts'
import {finish} from '../../../scripts/src/import/read-manuscript.ts'
import {repository} from '../../support/directory.ts'

const seed = readFileSync(join(repository, 'scripts/seed/so-you-didnt-get-the-job.txt'), 'utf8')
const read = (text: string) => finish(readCrawl(text, 'crawl.txt'), 'crawl.txt')

describe('the seed article', () => {
  const manuscript = read(seed)

  test('has its title, its picture’s description and the introduction’s first sentence', () => {
    expect(manuscript.title).toBe(
      'So you didn’t get the job: Three important tips to improve your chances on the next one.',
    )
    expect(manuscript.picture).toEqual({file: '', alt: 'People shaking hands'})
    expect(manuscript.standfirst).toMatch(/^Finding out you didn’t get the job .* frustrating\.$/)
  })

  test('keeps the introduction in the body, and has three headed sections', () => {
    expect(manuscript.body.startsWith(manuscript.standfirst)).toBe(true)
    expect(manuscript.body.match(/^## .*$/gm)).toEqual([
      '## Don’t take it personally',
      '## Take it as an opportunity to learn',
      '## End things on a positive note',
    ])
  })

  test('takes the author from the card when the byline is empty, and says so', () => {
    expect(manuscript.authors).toEqual([
      {
        name: 'Andrea Forbes-Hurley',
        credentials: ['MBA', 'CPHR'],
        bio: 'Instrumental in the completion of hundreds of executive search assignments, Andrea’s commitment to providing strong strategic counsel and building lasting partnerships is evident.',
      },
    ])
    expect(manuscript.body).not.toContain('CPHR')
    expect(manuscript.notes).toEqual([expect.stringContaining('byline is empty')])
  })

  test('has clean typography: curly apostrophes, single spaces, no stray no-break space', () => {
    expect(manuscript.body).not.toMatch(/['"\u00a0]| {2}/)
    expect(manuscript.body).toContain('you’re not speaking')
    expect(manuscript.body).toContain('‘clicked’ with the employer. The point')
  })
})

describe('other crawls', () => {
  test('a byline with a name needs no card', () => {
    const {authors, notes} = read('A title\n\nBy Jo Doe\n\nSome text. More text.\n')

    expect(authors).toEqual([{name: 'Jo Doe', credentials: [], bio: ''}])
    expect(notes).toEqual([])
  })

  test('a byline and a card of two people make two authors and a note', () => {
    const {authors, notes} = read(
      'A title\n\nBy Jo Doe\n\nSome text.\n\nAnn Roe\nAnn Roe, MBA\n\nShe writes.\n',
    )

    expect(authors.map(({name}) => name)).toEqual(['Jo Doe', 'Ann Roe'])
    expect(notes).toEqual([expect.stringContaining('both are authors')])
  })

  test('no author at all is said, not guessed', () => {
    const {authors, notes} = read('A title\n\nSome text.\n')

    expect(authors).toEqual([])
    expect(notes).toEqual([expect.stringContaining('names no author')])
  })

  test('"Image" without a description makes no picture', () => {
    const {picture, notes} = read('A title\n\nImage\nBy Jo Doe\n\nSome text.\n')

    expect(picture).toBeNull()
    expect(notes).toEqual([expect.stringContaining('has no description')])
  })

  test('what looks like markup in plain text stays plain words', () => {
    const {body, notes} = read(
      'A title\n\nBy Jo Doe\n\n1. *not* a list <script>alert(1)</script> [x](javascript:alert(1))\n\n# no heading.\n',
    )

    expect(body).not.toMatch(/(^|[^\\])<script/)
    expect(body).not.toMatch(/^# /m)
    expect(notes).toEqual([expect.stringContaining('plain words')])
  })

  test('Windows line ends, a byte order mark and tabs change nothing', () => {
    const written = `\ufeff${seed.replaceAll('\n', '\r\n')}`

    expect(read(written)).toEqual(read(seed))
  })
})

describe('broken files', () => {
  test.each([
    ['empty', '', 'it is empty'],
    ['only blank lines', ' \n\n\u00a0\n', 'it is empty'],
    ['only a title', 'A title\n', 'no text'],
    ['only a head', 'A title\n\nImage\nA cat\nBy\n', 'no text'],
    ['a paragraph where the title should be', `${'word '.repeat(80)}\n\ntext\n`, 'title'],
  ])('%s: refused with a remedy', (_, text, why) => {
    expect(() => read(text)).toThrow(
      expect.objectContaining({
        message: expect.stringContaining(why),
        remedy: expect.stringContaining('scripts/seed/'),
      }),
    )
  })
})
