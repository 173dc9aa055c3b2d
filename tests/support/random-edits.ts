/**
 * Random edits of a small newsroom: words, addresses that change, are exchanged, taken again or by somebody else, names, references,
 * what is published and withdrawn, redirects, settings, words in French. A seed gives the same edits each time.
 */
import type {Mutation} from '@sanity/client'

type Type = 'article' | 'author' | 'topic' | 'page'

interface Published {
  id: string
  type: Type
  slug: string
  language: string
}

export interface Edit {
  /** What it does, for whoever reads why a run failed. */
  says: string
  mutations: Mutation[]
  /** Published documents of which the lake tells. */
  documents: string[]
}

export const slugs = ['a', 'b', 'c', 'd', 'e']
const counts: Record<Type, number> = {article: 5, author: 2, topic: 2, page: 2}
const types = Object.keys(counts) as Type[]
const settingsId = 'siteSettings'

const hasLanguage = (type: Type) => type === 'article' || type === 'page'

/** Where a document of the type may have its page. */
export const pathsOf = (type: Type, slug: string): string[] => {
  const path = {article: '/articles/', author: '/authors/', topic: '/topics/', page: '/'}[type]
  return [`${path}${slug}`, `/fr${path}${slug}`]
}

/** Every address that an edit may give to a document. */
export const allPaths: string[] = types.flatMap((type) =>
  slugs.flatMap((slug) => pathsOf(type, slug)),
)

export class RandomEdits {
  readonly #next: () => number
  readonly #there = new Map<string, Published>()
  readonly #redirects = new Set<string>()
  #words = 0

  constructor(next: () => number) {
    this.#next = next
  }

  /** Of what is published now, where it has its page. */
  addresses(): string[] {
    return [...this.#there.values()].flatMap(({type, slug, language}) => {
      const [english = '', french = ''] = pathsOf(type, slug)
      return hasLanguage(type) ? [language === 'fr' ? french : english] : [english, french]
    })
  }

  /** Something for every id, before anybody reads. */
  first(): Edit {
    const edits = types.flatMap((type) =>
      Array.from({length: counts[type]}, (_, i) => this.#publish(type, `${type}-${i}`)),
    )
    return together('publish everything', [...edits, this.#settings()])
  }

  next(): Edit {
    const kinds: [number, () => Edit | undefined][] = [
      [4, () => this.#write()],
      [6, () => this.#move()],
      [2, () => this.#exchange()],
      [2, () => this.#refer()],
      [4, () => this.#appear()],
      [4, () => this.#withdraw()],
      [3, () => this.#redirect()],
      [1, () => this.#settings()],
      [1, () => this.#translate()],
    ]
    for (;;) {
      let at = this.#next() * kinds.reduce((sum, [weight]) => sum + weight, 0)
      const kind = kinds.find(([weight]) => (at -= weight) < 0)
      const edit = kind?.[1]()
      if (edit) return edit
    }
  }

  #pick<One>(list: readonly One[]): One | undefined {
    return list[Math.floor(this.#next() * list.length)]
  }

  #word(): string {
    return `word${++this.#words}`
  }

  #one(isWanted: (one: Published) => boolean = () => true): Published | undefined {
    return this.#pick([...this.#there.values()].filter(isWanted))
  }

  /** One that nobody has, mostly: rules forbid two documents at one address, but programs write them. */
  #slug(type: Type, language: string): string {
    const isFree = (slug: string) =>
      ![...this.#there.values()].some(
        (one) =>
          one.type === type &&
          one.slug === slug &&
          (!hasLanguage(type) || one.language === language),
      )
    const free = slugs.filter(isFree)
    return this.#pick(this.#next() < 0.9 && free.length > 0 ? free : slugs) ?? 'a'
  }

  #set({id}: Published, set: Record<string, unknown>, says: string): Edit {
    return {says: `${id}: ${says}`, mutations: [{patch: {id, set}}], documents: [id]}
  }

  #publish(type: Type, id: string): Edit {
    const language = hasLanguage(type) && this.#next() < 0.3 ? 'fr' : 'en'
    const slug = this.#slug(type, language)
    this.#there.set(id, {id, type, slug, language})
    const title = this.#word()
    const document = {
      _id: id,
      _type: type,
      slug: {_type: 'slug', current: slug},
      ...(type === 'author' ? {name: title} : {title}),
      ...(hasLanguage(type) ? {language, body: `Body ${this.#word()}`} : {}),
      ...(type === 'article'
        ? {
            standfirst: this.#word(),
            publishedAt: `2026-01-0${1 + Math.floor(this.#next() * 9)}T08:00:00Z`,
            authors: this.#some('author'),
            topics: this.#some('topic'),
          }
        : {}),
    }
    return {
      says: `${id}: published at ${slug} (${language})`,
      mutations: [{createOrReplace: document}],
      documents: [id],
    }
  }

  #some(type: Type) {
    return Array.from({length: counts[type]}, (_, i) => `${type}-${i}`)
      .filter(() => this.#next() < 0.6)
      .map((id) => ({_type: 'reference', _ref: id, _key: id, _weak: true}))
  }

  #write(): Edit | undefined {
    const one = this.#one()
    if (!one) return undefined
    const title = one.type === 'author' ? 'name' : 'title'
    const field = this.#pick(
      one.type === 'article' ? ['body', title, 'standfirst', 'heroImage'] : [title],
    )
    const word = this.#word()
    if (field === 'heroImage') return this.#set(one, {heroImage: aPicture(word)}, `picture ${word}`)
    return this.#set(one, {[field ?? title]: word}, `${field} is ${word}`)
  }

  #move(): Edit | undefined {
    const one = this.#one()
    if (!one) return undefined
    const old = one.slug
    one.slug = this.#slug(one.type, one.language)
    if (one.slug === old) return undefined
    const isByStudio = this.#next() < 0.3
    const slug = {_type: 'slug', current: one.slug}
    const fields = isByStudio ? {slug, formerSlugs: [old]} : {slug}
    const by = isByStudio ? ' by Studio' : ''
    return this.#set(one, fields, `moved from ${old} to ${one.slug}${by}`)
  }

  #exchange(): Edit | undefined {
    const one = this.#one()
    const other = this.#one(
      ({id, type, language}) =>
        id !== one?.id && type === one?.type && (!hasLanguage(type) || language === one.language),
    )
    if (!one || !other || one.slug === other.slug) return undefined
    ;[one.slug, other.slug] = [other.slug, one.slug]
    const edits = [one, other].map((each) =>
      this.#set(each, {slug: {_type: 'slug', current: each.slug}}, `now at ${each.slug}`),
    )
    return together('exchanged', edits)
  }

  #refer(): Edit | undefined {
    const one = this.#one(({type}) => type === 'article')
    const type = this.#next() < 0.5 ? 'author' : 'topic'
    const word = this.#word() // so that something changes, whatever is picked
    return (
      one &&
      this.#set(one, {[`${type}s`]: this.#some(type), standfirst: word}, `${type}s picked anew`)
    )
  }

  #appear(): Edit | undefined {
    const absent = types.flatMap((type) =>
      Array.from({length: counts[type]}, (_, i) => ({type, id: `${type}-${i}`})).filter(
        ({id}) => !this.#there.has(id),
      ),
    )
    const one = this.#pick(absent)
    return one && this.#publish(one.type, one.id)
  }

  #withdraw(): Edit | undefined {
    const one = this.#one()
    if (!one) return undefined
    const {id, type, slug} = one
    this.#there.delete(id)
    const draft = {
      _id: `drafts.${id}`,
      _type: type,
      title: 'Withdrawn',
      slug: {_type: 'slug', current: slug},
    }
    const keeps = this.#next() < 0.5
    return {
      says: `${id}: ${keeps ? 'unpublished' : 'deleted'}`,
      mutations: [...(keeps ? [{createOrReplace: draft}] : []), {delete: {id}}],
      documents: [id],
    }
  }

  #redirect(): Edit {
    const id = `editors-redirect-${Math.floor(this.#next() * 3)}`
    if (this.#redirects.delete(id)) {
      return {says: `${id}: deleted`, mutations: [{delete: {id}}], documents: [id]}
    }
    this.#redirects.add(id)
    const from = this.#pick([...allPaths, '/old/page.html']) ?? '/'
    const to = this.#pick([...allPaths, '/articles', 'https://elsewhere.example/']) ?? '/'
    const way = this.#next() < 0.15 ? {gone: true} : {to, permanent: this.#next() < 0.8}
    return {
      says: `${id}: ${from} ${JSON.stringify(way)}`,
      mutations: [{createOrReplace: {_id: id, _type: 'redirect', from, ...way}}],
      documents: [id],
    }
  }

  #settings(): Edit {
    const [firmName, tagline] = [this.#word(), this.#word()]
    const settings = {firmName, tagline, languages: ['fr'], french: {tagline: this.#word()}}
    return {
      says: `${settingsId}: ${firmName}`,
      mutations: [{createOrReplace: {_id: settingsId, _type: settingsId, ...settings}}],
      documents: [settingsId],
    }
  }

  #translate(): Edit | undefined {
    const one = this.#one(({type}) => type !== 'author')
    if (!one) return undefined
    if (one.type === 'topic')
      return this.#set(one, {french: {title: this.#word()}}, 'a name in French')
    one.language = one.language === 'fr' ? 'en' : 'fr'
    return this.#set(one, {language: one.language}, `in ${one.language} from now on`)
  }
}

/** Another one for each word; there is no file. */
const aPicture = (word: string) => ({
  _type: 'figure',
  asset: {_type: 'reference', _ref: `image-${word}-1600x900-png`, _weak: true},
})

const together = (says: string, edits: Edit[]): Edit => ({
  says: `${says} (${edits.map((edit) => edit.says).join('; ')})`,
  mutations: edits.flatMap(({mutations}) => mutations),
  documents: edits.flatMap(({documents}) => documents),
})
