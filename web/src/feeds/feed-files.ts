/** Where feeds are: their names beside the page that they follow, and their types. */

/** The three ways to write a feed, by the last part of its address. */
export const feedFiles = {
  'feed.xml': 'application/rss+xml',
  'atom.xml': 'application/atom+xml',
  'feed.json': 'application/feed+json',
} as const

export type FeedFile = keyof typeof feedFiles

export const isFeedFile = (name: string): name is FeedFile => Object.hasOwn(feedFiles, name)

/** The address of a feed beside the page that it follows. */
export const feedPath = (page: string, file: FeedFile): string =>
  `${page === '/' ? '' : page}/${file}`
