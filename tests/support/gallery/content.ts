/**
 * What hangs in the gallery: a publication of some age, with everything in it that a page can be asked to show, and with what
 * editors leave out. Fictional throughout; the shipped seed holds none of it.
 */
import {readFileSync} from 'node:fs'
import {referTo} from '../newsroom.ts'
import type {DrawingName} from './pictures.ts'

export interface GalleryDocument {
  _id: string
  _type: string
  [field: string]: unknown
}

type Assets = ReadonlyMap<DrawingName, string>

const bodyOf = (name: string): string =>
  readFileSync(new URL(`../../fixtures/gallery/${name}.md`, import.meta.url), 'utf8')

const slug = (current: string) => ({_type: 'slug', current})

/** `@table` in a body stands for the address of that picture. */
function withPictures(body: string, assets: Assets): string {
  return body.replace(/\(@(\w+)/g, (_, name: string) => {
    const [, hash, size, format] = (assets.get(name as DrawingName) ?? '').split('-')
    return `(/images/masthead/production/${hash}-${size}.${format}`
  })
}

function picture(assets: Assets, name: DrawingName, fields: Record<string, unknown> = {}) {
  const asset = {_type: 'reference', _ref: assets.get(name)}
  return {_type: 'picture', asset, alt: `A drawing: ${name}`, ...fields}
}

/** Some in whole, some in part, some not at all. */
const topicsInFrench: Record<string, {title: string; description?: string}> = {
  interviews: {title: 'Entrevues', description: 'Avant, pendant, et la semaine d’après.'},
  change: {title: 'Changer de voie'},
}

const topics: GalleryDocument[] = [
  ['pay', 'Pay', 'What work is worth, and how to say it.'],
  ['interviews', 'Interviews', 'Before, during, and the week after.'],
  [
    'leading',
    'Leading people',
    'For those who are responsible for the work of others, and for those who are about to be.',
  ],
  ['remote', 'Working from anywhere', null],
  [
    'change',
    'Changing course',
    'Second careers, first careers in a second country, and the courage in between.',
  ],
  ['unwritten', 'Retirement', 'Nothing is written about it yet.'],
].map(([id, title, description]) => ({
  _id: `topic-${id}`,
  _type: 'topic',
  title,
  slug: slug(id!),
  ...(description ? {description} : {}),
  ...(topicsInFrench[id!] ? {french: topicsInFrench[id!]} : {}),
}))

const authors = (assets: Assets): GalleryDocument[] => [
  {
    _id: 'author-okafor',
    _type: 'author',
    name: 'Ngozi Okafor-Lindqvist',
    slug: slug('ngozi-okafor-lindqvist'),
    jobTitle: 'Partner, executive search',
    french: {
      jobTitle: 'Associée, recherche de cadres',
      portraitAlt: 'Portrait de Ngozi Okafor-Lindqvist',
      links: [
        {_key: 'a', label: 'LinkedIn', url: 'https://www.linkedin.com/in/example?locale=fr_FR'},
        {_key: 'b', label: 'Une causerie sur les salaires', url: 'https://example.org/causerie'},
      ],
    },
    credentials: [
      {
        _key: 'a',
        abbreviation: 'MBA',
        name: 'Master of Business Administration',
        issuer: 'A university',
      },
      {
        _key: 'b',
        abbreviation: 'CPHR',
        name: 'Chartered Professional in Human Resources',
        issuer: 'The professional body',
        url: 'https://example.org/cphr',
        french: {abbreviation: 'CRHA', name: 'Conseillère en ressources humaines agréée'},
      },
      {_key: 'c', abbreviation: 'ICD.D', name: 'Director'},
    ],
    portrait: picture(assets, 'portrait', {alt: 'Ngozi Okafor-Lindqvist'}),
    bio: 'Ngozi has filled boardrooms and has emptied a few. She writes about **pay** and about the first hundred days.\n\nShe lives by the harbour.',
    links: [
      {_key: 'a', label: 'LinkedIn', url: 'https://www.linkedin.com/in/example'},
      {_key: 'b', label: 'A talk on salary ranges', url: 'https://example.org/talk'},
    ],
    topics: referTo('topic-pay', 'topic-leading'),
  },
  {
    _id: 'author-tremblay',
    _type: 'author',
    name: 'Étienne Tremblay',
    slug: slug('etienne-tremblay'),
    jobTitle: 'Recruiter',
    bio: 'Étienne writes in French and in English.',
    french: {bio: 'Étienne écrit en **français** et en anglais.'},
    links: [{_key: 'a', label: 'A guide to interviews', url: 'https://example.org/guide'}],
    topics: referTo('topic-interviews'),
  },
  {_id: 'author-wu', _type: 'author', name: 'Wu', slug: slug('wu')},
  {
    _id: 'author-guest',
    _type: 'author',
    name: 'Bartholomew Featherstonehaugh-Cholmondeley',
    credentials: [{_key: 'a', abbreviation: 'PhD'}],
    jobTitle: 'Guest',
  },
]

interface Piece {
  slug: string
  title: string
  body: string
  standfirst?: string
  hero?: DrawingName
  authors?: string[]
  topics?: string[]
  [field: string]: unknown
}

const notable: Piece[] = [
  {
    slug: 'eleven-minutes',
    title: 'The eleven minutes that are paid out for years',
    standfirst:
      'Most people prepare for a salary conversation in the car. Three numbers, one sentence and a sheet of paper do better.',
    hero: 'harbour',
    heroFields: {
      caption: 'The harbour at six in the morning.',
      credit: 'Drawn for this page',
      hotspot: {x: 0.7, y: 0.4, width: 0.3, height: 0.3},
    },
    body: 'everything',
    authors: ['okafor', 'tremblay'],
    topics: ['pay', 'interviews'],
    reviewedBy: {_type: 'reference', _ref: 'author-wu'},
    reviewedAt: '2026-11-24',
    updatedAt: '2026-11-23T13:00:00Z',
    changeNotes: [
      {_key: 'a', date: '2026-11-23', note: 'The table of sources now says how old each one is.'},
      {
        _key: 'b',
        date: '2026-08-30',
        note: 'Corrected: the survey is published yearly, not quarterly.',
      },
    ],
    related: referTo('article-after-the-no', 'article-one-step-away'),
    callToAction: {_type: 'reference', _ref: 'offer-search'},
  },
  {
    slug: 'one-step-away',
    title: 'One step away from the work',
    standfirst: 'What nobody tells you about the first year of leading people.',
    hero: 'ladder',
    body: 'long',
    authors: ['okafor'],
    topics: ['leading'],
  },
  {
    slug: 'ask',
    title: 'Ask',
    standfirst: 'The shortest way to the next offer.',
    body: 'oneline',
    authors: ['wu'],
    topics: ['interviews'],
  },
  {
    slug: 'after-the-no',
    title: 'After the no',
    standfirst: 'Three lines, the same day.',
    hero: 'doors',
    body: 'long',
    authors: ['tremblay', 'wu', 'guest'],
    topics: ['interviews', 'change'],
    translations: referTo('article-fr-apres-le-non'),
  },
  {slug: 'verbs', title: 'Answer the verbs', body: 'short', topics: ['change']},
  {
    slug: 'a-very-long-title',
    title:
      'What a recruiter reads first, what a recruiter never reads, and why the incomprehensibilities',
    standfirst:
      'A résumé is read in eleven seconds by somebody who is on the telephone. This is what they see, in order, and what the machine saw before them; it is less than you hoped and more than you feared, and most of it is on the left.',
    hero: 'mailboxes',
    heroFields: {decorative: true, alt: ''},
    body: 'code',
    authors: ['guest'],
    topics: ['change'],
  },
  {
    slug: 'witness',
    title: 'A reference is a witness',
    body: 'quote',
    hero: 'strip',
    authors: ['tremblay'],
    topics: ['interviews'],
  },
  {
    slug: 'the-desk-by-the-door',
    title: 'The desk by the door',
    standfirst: 'Working from home is about other people.',
    body: 'picture-first',
    authors: ['wu'],
    topics: ['remote'],
  },
  {slug: 'no-topic', title: 'Notes from a hiring fair', body: 'short', authors: ['wu']},
]

const frenchPieces: Piece[] = [
  {
    slug: 'apres-le-non',
    title: 'Après le « non »',
    standfirst: 'Trois lignes, le jour même\u00a0: merci, l’intérêt demeure, une question.',
    hero: 'doors',
    body: 'french',
    authors: ['tremblay'],
    topics: ['interviews'],
    language: 'fr',
  },
  {
    slug: 'demandez',
    title: 'Demandez',
    body: 'french',
    authors: ['tremblay', 'okafor'],
    topics: ['pay'],
    language: 'fr',
    callToAction: {_type: 'reference', _ref: 'offer-search'},
  },
  {
    slug: 'le-bureau',
    title: 'Le bureau près de la porte',
    hero: 'mailboxes',
    body: 'french',
    topics: ['remote'],
    language: 'fr',
  },
]

/** So that the archive has a second page. */
const fillers: Piece[] = [
  'The offer that came on a Friday',
  'How to leave well',
  'Counter-offers, and why they expire',
  'Your first hundred days',
  'The question at the end',
  'What a gap says',
  'Ten minutes early is late',
  'Two jobs, one answer',
  'The panel of five',
  'Overqualified',
  'When the recruiter calls',
  'Salary ranges in the open',
  'Dressed for a screen',
  'The second interview',
  'A letter nobody asked for',
].map((title, index) => ({
  slug: title.toLowerCase().replace(/[^a-z]+/g, '-'),
  title,
  ...(index % 3 === 0
    ? {}
    : {standfirst: `${title}: what we have learned, in the time that it takes to drink a coffee.`}),
  ...(index % 4 === 1
    ? {
        hero: (['ladder', 'doors', 'table', 'harbour'] as const)[
          index % 4 === 1 ? Math.floor(index / 4) : 0
        ]!,
      }
    : {}),
  body: 'short',
  authors: [['okafor'], ['tremblay'], ['wu'], []][index % 4]!,
  topics: [['pay'], ['interviews'], ['leading'], ['change']][index % 4]!,
}))

const DAY = 86_400_000
const NEWEST = Date.parse('2026-11-20T14:00:00Z')

function article(piece: Piece, index: number, assets: Assets): GalleryDocument {
  const {hero, heroFields, body, authors: by = [], topics: on = [], slug: name, ...fields} = piece
  const isFrench = fields.language === 'fr'
  return {
    _id: `article-${isFrench ? 'fr-' : ''}${name}`,
    _type: 'article',
    language: 'en',
    publishedAt: new Date(NEWEST - index * 5 * DAY).toISOString(),
    ...fields,
    slug: slug(name),
    body: withPictures(bodyOf(body), assets),
    ...(hero ? {heroImage: picture(assets, hero, heroFields as Record<string, unknown>)} : {}),
    authors: referTo(...by.map((id) => `author-${id}`)),
    topics: referTo(...on.map((id) => `topic-${id}`)),
  }
}

const page = (
  id: string,
  title: string,
  language: string,
  translations: string[] = [],
): GalleryDocument => ({
  _id: `page-${language}-${id}`,
  _type: 'page',
  title,
  slug: slug(id),
  language,
  body: bodyOf('about'),
  translations: referTo(...translations),
})

/** Every document, each after those that it refers to. */
export function galleryDocuments(assets: Assets): GalleryDocument[] {
  const pieces = [...notable, ...fillers]
  return [
    {
      _id: 'siteSettings',
      _type: 'siteSettings',
      firmName: 'The Harbour Letter',
      tagline: 'On work, and on finding the next piece of it.',
      languages: ['en', 'fr'],
      contact: {
        email: 'letters@example.org',
        phone: '+1 902 555 0100',
        address: '1 Quay Street\nHalifax NS',
      },
      socialLinks: [
        {_key: 'a', label: 'LinkedIn', url: 'https://www.linkedin.com/company/example'},
      ],
      licence: {number: 'R-1204', url: 'https://example.org/register'},
      newsletter: 'https://example.org/newsletter',
      disclaimer: 'What stands here is general. It is no advice about your own contract.',
      french: {
        tagline: 'Sur le travail, et sur la manière de trouver le prochain.',
        disclaimer:
          'Ce texte est d’ordre général. Il ne remplace pas un conseil sur votre contrat.',
      },
      legalLines: ['© 2026 The Harbour Letter. A fictional publication.'],
    },
    ...topics,
    ...authors(assets),
    {
      _id: 'offer-search',
      _type: 'callToAction',
      heading: 'Looking for your next role?',
      text: 'We list what we are searching for, and nothing that is already filled.',
      label: 'See open positions',
      french: {heading: 'Vous cherchez votre prochain poste?'},
      url: 'https://example.org/positions',
    },
    page('about', 'About this letter', 'en'),
    page('privacy', 'Privacy', 'en'),
    page('a-propos', 'À propos', 'fr', ['page-en-about']),
    {_id: 'redirect-gone', _type: 'redirect', from: '/articles/withdrawn', gone: true},
    // French first: an English article names its translation, and a reference must lead somewhere.
    ...frenchPieces.map((piece, index) => article(piece, index, assets)),
    ...inOrderOfReference(pieces.map((piece, index) => article(piece, index, assets))),
  ]
}

/** Those that recommend others come after all others. */
const inOrderOfReference = (articles: GalleryDocument[]): GalleryDocument[] =>
  articles.toSorted((a, b) => Number('related' in a) - Number('related' in b))
