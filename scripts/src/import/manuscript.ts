/** What a reader of any format hands on: an article as its author wrote it, not yet documents of a lake. */

export interface ManuscriptAuthor {
  name: string
  /** Letters that follow the name, one each: `MBA`. */
  credentials: string[]
  /** Markdown; empty when the file says nothing. */
  bio: string
}

export interface ManuscriptPicture {
  /** A file beside the manuscript; empty when the manuscript only describes its picture. */
  file: string
  alt: string
}

export interface Manuscript {
  title: string
  /** Empty: made from the title. */
  slug: string
  /** Empty: the first sentence of the body. */
  standfirst: string
  /** Markdown, sections from `##` on. */
  body: string
  authors: ManuscriptAuthor[]
  topics: string[]
  picture: ManuscriptPicture | null
  /** When it was first published elsewhere, as a full timestamp; empty when the file does not say. */
  publishedAt: string
  language: 'en' | 'fr'
  /** What the reader resolved, dropped or could not use: one sentence each, for the report. */
  notes: string[]
}

export const emptyManuscript = (): Manuscript => ({
  title: '',
  slug: '',
  standfirst: '',
  body: '',
  authors: [],
  topics: [],
  picture: null,
  publishedAt: '',
  language: 'en',
  notes: [],
})
