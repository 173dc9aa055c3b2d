/**
 * The catalogue of words, as a type: a language that lacks one does not compile.
 *
 * A language is named in addresses by its first part (`fr` in `/fr/articles/…`); English has no prefix.
 */
import type {LanguageCode} from '../addresses.ts'
import type {MarkdownLabels} from '../markdown/pipeline.ts'
import {en} from './en.ts'
import {fr} from './fr.ts'

type Words =
  | 'name'
  | 'readInThis'
  | 'unnamedFirm'
  | 'skipToContent'
  | 'home'
  | 'articles'
  | 'authors'
  | 'topics'
  | 'mainNavigation'
  | 'footerNavigation'
  | 'breadcrumbs'
  | 'by'
  | 'and'
  | 'published'
  | 'updated'
  | 'reviewed'
  | 'reviewedBy'
  | 'inThisArticle'
  | 'whatChanged'
  | 'feed'
  | 'share'
  | 'follow'
  | 'shareByEmail'
  | 'shareOnLinkedIn'
  | 'aboutTheAuthor'
  | 'aboutTheAuthors'
  | 'readNext'
  | 'previousArticle'
  | 'nextArticle'
  | 'betweenArticles'
  | 'latest'
  | 'browseByTopic'
  | 'allArticles'
  | 'credentials'
  | 'elsewhere'
  | 'writesAbout'
  | 'nothingPublished'
  | 'nothingPublishedText'
  | 'noArticlesHere'
  | 'noAuthorsYet'
  | 'noTopicsYet'
  | 'pages'
  | 'newer'
  | 'older'
  | 'perhapsThese'
  | 'backToFrontPage'
  | 'draftBanner'
  | 'leaveDraft'
  | 'reviewBanner'
  | 'search'
  | 'searchArticles'
  | 'nothingFoundText'
  | 'licence'
  | 'newsletter'

export interface ErrorWords {
  title: string
  text: string
}

export interface Language extends Record<Words, string> {
  /** The first part of its addresses. */
  code: LanguageCode
  /** BCP 47: `lang` of the page, and the locale of its dates. */
  tag: string
  /** A whole number in figures. */
  number: (value: number) => string
  minutesToRead(minutes: number): string
  articleCount(count: number): string
  articlesBy(name: string): string
  articlesOn(topic: string): string
  photo(credit: string): string
  found(count: number, question: string): string
  /** Said where more were found than are shown. */
  bestOfFound(count: number): string
  pageOf(page: number, pages: number): string
  /** What stands where a page should be, by HTTP status. */
  errors: Record<404 | 405 | 410 | 503, ErrorWords>
  /** Why a link to a draft shows none. */
  reviewLink: Record<'over' | 'revoked' | 'deleted', ErrorWords>
  markdown: MarkdownLabels
}

const languages: Record<string, Language> = {en, fr}

/** The language of an address, or nothing when the site does not speak it. */
export const languageOf = (code: string): Language | undefined =>
  Object.hasOwn(languages, code) ? languages[code] : undefined
