/** The content model: every field of the contract is there, and each speaks to the editor. */
import {describe, expect, test} from 'vitest'
import {schemaTypes} from '../../../studio/src/schema/index.ts'
import {BESIDE} from '../../../web/src/content/fragments.ts'

interface Field {
  name: string
  title?: string
  type: string
  description?: string
  fields?: Field[]
  of?: {type: string; to?: {type: string}[]}[]
  to?: {type: string}[]
  options?: {hotspot?: boolean}
  validation?: (rule: object) => unknown
}

const types = new Map((schemaTypes as unknown as Field[]).map((type) => [type.name, type]))
const documents = [...types.values()].filter(({type}) => type === 'document')

/** A field's shape as one word: `string`, `reference→author`, `reference→article[]`, `object{title string, …}`. */
function shape({type, to, of, fields}: Pick<Field, 'type' | 'to' | 'of' | 'fields'>): string {
  if (type === 'array') return `${of!.map(shape).join('|')}[]`
  if (type === 'reference') return `reference→${to!.map((target) => target.type).join('|')}`
  if (type === 'object') {
    return `{${fields!.map((field) => `${field.name} ${shape(field)}`).join(', ')}}`
  }
  return type
}

const shapes = (name: string) =>
  Object.fromEntries(types.get(name)!.fields!.map((field) => [field.name, shape(field)]))

const contract: Record<string, Record<string, string>> = {
  article: {
    title: 'string',
    slug: 'slug',
    language: 'string',
    translations: 'reference→article[]',
    standfirst: 'text',
    heroImage: 'figure',
    body: 'markdown',
    authors: 'reference→author[]',
    reviewedBy: 'reference→author',
    topics: 'reference→topic[]',
    publishedAt: 'datetime',
    updatedAt: 'datetime',
    reviewedAt: 'datetime',
    changeNotes: 'changeNote[]',
    related: 'reference→article[]',
    callToAction: 'reference→callToAction',
    seo: '{title string, description text, image figure, noindex boolean}',
    formerSlugs: 'string[]',
    workflow: '{state string, assignee string, approvedBy string}',
  },
  author: {
    name: 'string',
    slug: 'slug',
    credentials: 'credential[]',
    jobTitle: 'string',
    portrait: 'figure',
    bio: 'markdown',
    french: '{jobTitle string, portraitAlt string, bio markdown, links link[]}',
    links: 'link[]',
    topics: 'reference→topic[]',
    formerSlugs: 'string[]',
  },
  topic: {
    title: 'string',
    slug: 'slug',
    description: 'text',
    french: '{title string, description text}',
    reviewEvery: 'number',
    formerSlugs: 'string[]',
  },
  page: {
    title: 'string',
    slug: 'slug',
    language: 'string',
    translations: 'reference→page[]',
    body: 'markdown',
    formerSlugs: 'string[]',
  },
  callToAction: {
    heading: 'string',
    text: 'text',
    label: 'string',
    url: 'string',
    french: '{heading string, text text, label string, url string}',
  },
  redirect: {from: 'string', to: 'string', permanent: 'boolean', gone: 'boolean'},
  siteSettings: {
    firmName: 'string',
    tagline: 'string',
    logo: 'figure',
    colours: '{accent string}',
    navigation: 'link[]',
    socialLinks: 'link[]',
    defaultImage: 'figure',
    contact: '{email string, phone string, address text}',
    newsletter: 'string',
    licence: '{number string, url string}',
    disclaimer: 'text',
    legalLines: 'string[]',
    french: '{tagline string, navigation link[], disclaimer text, legalLines string[]}',
    languages: 'string[]',
    timeZone: 'string',
  },
  figure: {alt: 'string', decorative: 'boolean', caption: 'string', credit: 'string'},
  credential: {
    abbreviation: 'string',
    name: 'string',
    issuer: 'string',
    url: 'url',
    verifiedOn: 'date',
    renewBy: 'date',
    french: '{abbreviation string, name string, issuer string}',
  },
  link: {label: 'string', url: 'string'},
  changeNote: {date: 'datetime', note: 'text'},
}

describe('the contract', () => {
  test.each(Object.keys(contract))('%s has its fields, and no others', (name) => {
    expect(shapes(name)).toEqual(contract[name])
  })

  test('there are no other types', () => {
    expect([...types.keys()].toSorted()).toEqual([...Object.keys(contract), 'markdown'].toSorted())
  })

  test('Markdown is a plain string, and a figure an image with a hotspot', () => {
    expect(types.get('markdown')!.type).toBe('text')
    expect(types.get('figure')).toMatchObject({
      type: 'image',
      options: {hotspot: expect.anything()},
    })
  })
})

describe('the editor', () => {
  const fields = [...types.values()].flatMap((type) => fieldsOf(type, type.name))

  function fieldsOf({fields: own = []}: Field, path: string): {path: string; field: Field}[] {
    return own.flatMap((field) => [
      {path: `${path}.${field.name}`, field},
      ...fieldsOf(field, `${path}.${field.name}`),
    ])
  }

  test('is told when more related articles are picked than the page shows', () => {
    const {validation} = types.get('article')!.fields!.find(({name}) => name === 'related')!
    const said: [most: number, words: string][] = []
    const rule = {
      max: (most: number) => ({warning: (words: string) => said.push([most, words])}),
      custom: () => rule,
    }

    validation!(rule)

    expect(said).toEqual([[BESIDE, 'The page shows three related articles.']])
  })

  test('finds a title and a description at every field', () => {
    const silent = fields
      .filter(({field}) => !field.title || !field.description)
      .map(({path}) => path)

    expect(silent).toEqual([])
  })

  test('reads whole sentences', () => {
    const ragged = fields
      .filter(({field}) => field.description && !/^[“A-Z0-9].*[.:?]”?$/su.test(field.description))
      .map(({field}) => field.description)

    expect(ragged).toEqual([])
  })

  test('sees each document in lists by more than its id', () => {
    for (const document of documents) expect(document, document.name).toHaveProperty('preview')
  })
})

test('words below a picture are asked for where readers see them: at the top of an article', () => {
  const fields = types.get('figure')!.fields as unknown as {
    name: string
    hidden: (context: {parent: object; path: string[]}) => boolean
  }[]
  const offeredAt = (...path: string[]) =>
    fields.flatMap(({name, hidden}) =>
      hidden({parent: {asset: {}}, path: [...path, name]}) ? [] : [name],
    )

  expect(offeredAt('heroImage')).toEqual(['alt', 'decorative', 'caption', 'credit'])
  for (const path of [['portrait'], ['logo'], ['defaultImage'], ['seo', 'image']])
    expect(offeredAt(...path)).toEqual(['alt', 'decorative'])
})

test('what is missing in an article is marked in one tab of its form', () => {
  const {fields = []} = types.get('article')!
  const groups = new Map(fields.map((field) => [field.name, (field as {group?: unknown}).group]))

  expect([...groups].filter(([, group]) => typeof group !== 'string')).toEqual([])
  for (const name of ['title', 'slug', 'body', 'topics', 'authors'])
    expect(groups.get(name)).toBe('writing')
})
