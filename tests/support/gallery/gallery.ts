/**
 * The gallery: a newsroom with a whole publication in it, and the address of every template that a reader can meet.
 * Looked at by the tests of looks, of accessibility and of markup, and by `pnpm screenshots`.
 */
import {seed} from '../../../scripts/src/start/seed.ts'
import {openNewsroom, type Newsroom} from '../newsroom.ts'
import {galleryDocuments} from './content.ts'
import {hangPictures} from './pictures.ts'

/** `alsoSeed`: what a new installation holds hangs there as well. */
export async function openGallery({alsoSeed = false} = {}): Promise<Newsroom> {
  const newsroom = await openNewsroom()
  if (alsoSeed) await seed(newsroom.client)
  const assets = await hangPictures(newsroom.client)
  const transaction = newsroom.client.transaction()
  for (const document of galleryDocuments(assets)) transaction.createOrReplace(document)
  await transaction.commit({visibility: 'sync'})
  // What was rendered at the start, of an empty lake, has given way.
  await newsroom.settled()
  return newsroom
}

/** Every template, by name. */
export const templates = {
  home: '/',
  'home-fr': '/fr',
  article: '/articles/eleven-minutes',
  'article-fr': '/fr/articles/apres-le-non',
  'article-short': '/articles/ask',
  'article-bare': '/articles/verbs',
  'article-long-title': '/articles/a-very-long-title',
  'article-picture-first': '/articles/the-desk-by-the-door',
  'article-quote': '/articles/witness',
  archive: '/articles',
  'archive-2': '/articles/page/2',
  authors: '/authors',
  author: '/authors/ngozi-okafor-lindqvist',
  'author-bare': '/authors/wu',
  topics: '/topics',
  topic: '/topics/interviews',
  'topic-empty': '/topics/unwritten',
  search: '/search',
  'search-found': '/search?q=salary',
  'search-nothing': '/search?q=zzzz',
  page: '/about',
  'not-found': '/articles/there-is-no-such-article',
  'not-found-fr': '/fr/articles/rien',
  gone: '/articles/withdrawn',
} as const

export type Template = keyof typeof templates
