/** What a page of a list asks the lake for. */
import {expect, test} from 'vitest'
import {
  getArticlePage,
  getArticlesOfAuthor,
  getArticlesOfTopic,
  type ArticlePage,
} from '../../../web/src/content/articles.ts'
import {whileReading, type AskForPage} from '../../../web/src/rendering/reading.ts'

const lists: [string, (page: number) => Promise<ArticlePage>][] = [
  ['the archive', (page) => getArticlePage(page, 'en')],
  ['a topic', (page) => getArticlesOfTopic('tides', page, 'en')],
  ['an author', (page) => getArticlesOfAuthor('ada', page, 'en')],
]

test.each(lists)(
  '%s: a page that is not there is counted and no list is made for it',
  async (_, get) => {
    let slices = 0
    const answer = (query: string) => (query.startsWith('count(') ? 40 : [slices++])
    const ask: AskForPage = async <Answer>(query: string) => answer(query) as Answer
    const read = (page: number) => whileReading({ask, seesDrafts: false}, () => get(page))

    expect(await read(3)).toMatchObject({articles: [], pages: 2})
    expect(await read(99_999)).toMatchObject({articles: [], pages: 2})
    expect(slices).toBe(0)

    expect((await read(2)).articles).toHaveLength(1)
    expect((await read(1)).articles).toHaveLength(1)
    expect(slices).toBe(2)
  },
)
