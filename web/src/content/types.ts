/** What the queries answer: documents as pages see them. A field that an editor left empty is `null`. */
import type {InBoth} from './french.ts'

/** A picture without a word about it. */
export interface WordlessPicture {
  /** `image-<hash>-<width>x<height>-<format>`: everything that an address needs. */
  ref: string | null
  crop: {top: number; bottom: number; left: number; right: number} | null
  hotspot: {x: number; y: number; width: number; height: number} | null
}

export interface Picture extends WordlessPicture {
  alt: string | null
  decorative: boolean | null
  caption: string | null
  credit: string | null
  /** The whole picture, some twenty pixels wide, as a `data:` address. */
  lqip?: string | null
}

export interface Credential extends InBoth {
  abbreviation: string | null
  name: string | null
  issuer: string | null
  url: string | null
}

export interface Link {
  label: string | null
  url: string | null
}

interface Document {
  _id: string
  _rev: string
}

export interface TopicRef extends Document, InBoth {
  title: string | null
  slug: string | null
}

export interface AuthorRef extends Document, InBoth {
  name: string | null
  slug: string | null
  credentials: Credential[] | null
}

export interface Author extends AuthorRef {
  jobTitle: string | null
  portrait: (WordlessPicture & {decorative: boolean | null}) | null
  /** What it shows. */
  portraitAlt: string | null
  bio: string | null
  links: Link[] | null
  topics: TopicRef[] | null
}

export interface Topic extends TopicRef {
  description: string | null
}

/** Where an article or a page is and how it is called. */
export interface DocumentAddress extends Document {
  slug: string | null
  language: string | null
}

export interface DocumentLink extends DocumentAddress {
  title: string | null
}

export interface Named extends Document {
  name: string | null
}

interface Titled extends Document, InBoth {
  title: string | null
}

/** An article as the overview for machines lists it. */
export interface ArticleLine extends DocumentLink {
  standfirst: string | null
}

/** An article as a list shows it. */
export interface Teaser extends ArticleLine {
  heroImage: WordlessPicture | null
  publishedAt: string | null
  authors: Named[] | null
  topics: Titled[] | null
}

export interface CallToAction extends Document, InBoth {
  heading: string | null
  text: string | null
  label: string | null
  url: string | null
}

export interface ChangeNote {
  date: string | null
  note: string | null
}

export interface Article extends Omit<Teaser, 'authors' | 'heroImage' | 'topics'> {
  heroImage: Picture | null
  body: string | null
  authors: Author[] | null
  topics: TopicRef[] | null
  reviewedBy: AuthorRef | null
  updatedAt: string | null
  reviewedAt: string | null
  changeNotes: ChangeNote[] | null
  related: Teaser[] | null
  callToAction: CallToAction | null
  /** Ids: what they are is asked for together with those that name this article. */
  translations: (string | null)[] | null
  seo: {
    title: string | null
    description: string | null
    image: Picture | null
    noindex: boolean | null
  } | null
}

/** A name as it is signed, with what stands behind it. */
export interface Signed extends Named {
  credentials: Pick<Credential, 'abbreviation' | 'french'>[] | null
}

/** An article as its Markdown twin holds it. */
export interface Twin extends ArticleLine {
  publishedAt: string | null
  updatedAt: string | null
  reviewedAt: string | null
  body: string | null
  authors: Signed[] | null
  reviewedBy: Signed | null
  changeNotes: ChangeNote[] | null
}

/** An article as feeds hold it. */
export interface WholeText extends ArticleLine {
  _updatedAt: string
  /** The oldest first, which may be its own again. */
  formerSlugs: (string | null)[] | null
  heroImage: WordlessPicture | null
  publishedAt: string | null
  updatedAt: string | null
  body: string | null
  authors: (Named & {slug: string | null})[] | null
  topics: Titled[] | null
}

/** About, contact, privacy: what belongs to no topic. */
export interface Page extends DocumentLink {
  body: string | null
  /** Ids, as an article's. */
  translations: (string | null)[] | null
}

export interface Settings extends Document, InBoth {
  firmName: string | null
  tagline: string | null
  logo: Picture | null
  accent: string | null
  navigation: Link[] | null
  socialLinks: Link[] | null
  defaultImage: Picture | null
  contact: {email: string | null; phone: string | null; address: string | null} | null
  disclaimer: string | null
  legalLines: string[] | null
  licence: {number: string | null; url: string | null} | null
  /** Where readers sign up for it. */
  newsletter: string | null
  timeZone: string | null
  /** The languages that readers are offered. */
  languages: string[] | null
}
