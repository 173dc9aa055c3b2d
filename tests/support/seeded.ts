/** The addresses of what a new installation holds: asked of its lake, as the first content decides them. */
import type {Masthead} from './masthead.ts'

export interface Seeded {
  title: string
  article: string
  author: string
  topic: string
}

export const seeded = (masthead: Masthead): Promise<Seeded> =>
  masthead.client.fetch<Seeded>(`*[_type == "article" && !(_id in path("drafts.**"))][0]{
    title,
    "article": "/articles/" + slug.current,
    "author": "/authors/" + authors[0]->slug.current,
    "topic": "/topics/" + topics[0]->slug.current
  }`)
