/** Every word that the site itself says, in Canadian English. */
import type {Language} from './language.ts'
import {numbersIn} from './numbers.ts'

const number = numbersIn('en-CA')

const plural = (count: number, one: string, many: string) =>
  `${number(count)} ${count === 1 ? one : many}`

export const en: Language = {
  code: 'en',
  tag: 'en-CA',
  name: 'English',
  readInThis: 'Read in English',
  unnamedFirm: 'Journal',
  skipToContent: 'Skip to content',
  home: 'Home',
  articles: 'Articles',
  authors: 'Authors',
  topics: 'Topics',
  mainNavigation: 'Main',
  footerNavigation: 'Footer',
  breadcrumbs: 'You are here',
  by: 'By',
  and: 'and',
  published: 'Published',
  updated: 'Updated',
  reviewed: 'Reviewed',
  reviewedBy: 'by',
  number,
  minutesToRead: (minutes) => `${number(minutes)} min read`,
  articleCount: (count) => plural(count, 'article', 'articles'),
  inThisArticle: 'In this article',
  whatChanged: 'What changed',
  feed: 'RSS feed',
  licence: 'Licence',
  newsletter: 'Newsletter',
  share: 'Share',
  follow: 'Follow',
  shareByEmail: 'Email',
  shareOnLinkedIn: 'LinkedIn',
  aboutTheAuthor: 'About the author',
  aboutTheAuthors: 'About the authors',
  readNext: 'Read next',
  previousArticle: 'Earlier',
  nextArticle: 'Later',
  betweenArticles: 'Earlier and later articles',
  photo: (credit) => `Picture: ${credit}`,
  latest: 'Latest',
  browseByTopic: 'Browse by topic',
  allArticles: 'All articles',
  articlesBy: (name) => `Articles by ${name}`,
  articlesOn: (topic) => `Articles on ${topic}`,
  credentials: 'Credentials',
  elsewhere: 'Elsewhere',
  writesAbout: 'Writes about',
  nothingPublished: 'Nothing is published yet',
  nothingPublishedText: 'The first article will appear here as soon as it is published.',
  noArticlesHere: 'There are no articles here yet.',
  noAuthorsYet: 'Nobody is introduced here yet.',
  noTopicsYet: 'There are no topics yet.',
  pageOf: (page, pages) => `Page ${number(page)} of ${number(pages)}`,
  pages: 'Pages',
  newer: 'Newer articles',
  older: 'Older articles',
  perhapsThese: 'Perhaps one of these',
  backToFrontPage: 'Go to the front page',
  draftBanner: 'You are looking at unpublished content.',
  leaveDraft: 'Leave the preview',
  reviewBanner: 'Draft, for review. It is not published and may change; please do not pass it on.',
  search: 'Search',
  searchArticles: 'Search articles',
  found: (count, question) =>
    count === 0
      ? `Nothing found for “${question}”`
      : `${plural(count, 'article', 'articles')} on “${question}”`,
  bestOfFound: (count) => `These ${number(count)} fit best. One more word narrows them down.`,
  nothingFoundText: 'Try fewer words, or a more general one.',
  errors: {
    404: {
      title: 'This page is not here',
      text: 'The address may be mistyped, or the page may have been moved or taken down.',
    },
    405: {title: 'This page can only be read', text: 'Nothing can be sent to this address.'},
    410: {
      title: 'This page is gone',
      text: 'It was taken down for good. What was written since is on the front page.',
    },
    503: {
      title: 'This page cannot be shown right now',
      text: 'Please try again in a minute. Other pages may well work.',
    },
  },
  reviewLink: {
    over: {
      title: 'This review link has run out',
      text: 'Please ask whoever sent it for a new one.',
    },
    revoked: {
      title: 'This review link was taken back',
      text: 'Please ask whoever sent it for a new one.',
    },
    deleted: {
      title: 'There is nothing to review any more',
      text: 'What this link opened was deleted.',
    },
  },
  markdown: {
    unshown: 'This passage could not be shown.',
    callouts: {note: 'Note', tip: 'Tip', caution: 'Caution', example: 'Example'},
    table: 'Table',
    done: 'Done:',
    open: 'To do:',
    footnotes: 'Notes',
    backToText: 'Back to the text',
  },
}
