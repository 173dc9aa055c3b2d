/**
 * What the formats of feeds ask for, as sentences about what is wrong: RFC 4287 (its RELAX NG schema, and its prose on ids), the profile
 * of the RSS Advisory Board, and JSON Feed 1.1.
 */
import {parseXml, type Element} from './xml.ts'

/** How often each element may stand in another: the least and the most. */
type Model = Record<string, Record<string, [least: number, most: number]>>

const atomModel: Model = {
  feed: {
    author: [1, Infinity],
    entry: [0, Infinity],
    id: [1, 1],
    link: [1, Infinity],
    subtitle: [0, 1],
    title: [1, 1],
    updated: [1, 1],
  },
  entry: {
    author: [0, Infinity],
    category: [0, Infinity],
    content: [1, 1],
    id: [1, 1],
    link: [1, Infinity],
    published: [0, 1],
    summary: [0, 1],
    title: [1, 1],
    updated: [1, 1],
  },
  author: {name: [1, 1], uri: [0, 1]},
}

const rssModel: Model = {
  rss: {channel: [1, 1]},
  channel: {
    'atom:link': [1, 1],
    description: [1, 1],
    item: [0, Infinity],
    language: [0, 1],
    lastBuildDate: [0, 1],
    link: [1, 1],
    title: [1, 1],
  },
  item: {
    category: [0, Infinity],
    'content:encoded': [0, 1],
    'dc:creator': [0, Infinity],
    description: [0, 1],
    guid: [1, 1],
    link: [1, 1],
    'media:content': [0, 1],
    pubDate: [1, 1],
    title: [1, 1],
  },
}

const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/
const rfc822 =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d GMT$/

const isAbsolute = (address: string | undefined) => /^https?:\/\/\S+$/.test(address ?? '')

/** Each element with the names of what it holds, in the order in which they close over it. */
function holdings(elements: Element[]): {element: Element; held: string[]}[] {
  const open: {element: Element; held: string[]}[] = []
  return elements.map((element) => {
    open.length = element.within.length
    open.at(-1)?.held.push(element.name)
    const one = {element, held: [] as string[]}
    open.push(one)
    return one
  })
}

function against(model: Model, elements: Element[]): string[] {
  return holdings(elements).flatMap(({element: {name}, held}) => {
    const rules = model[name] ?? {}
    const unknown = held.filter((inner) => !(inner in rules))
    const miscounted = Object.entries(rules).filter(([inner, [least, most]]) => {
      const count = held.filter((one) => one === inner).length
      return count < least || count > most
    })
    return [
      ...unknown.map((inner) => `<${inner}> has no place in <${name}>`),
      ...miscounted.map(([inner]) => `<${inner}> is too often or too seldom in <${name}>`),
    ]
  })
}

const twice = (ids: string[]) =>
  ids.filter((id, i) => ids.indexOf(id) !== i).map((id) => `${id} is there twice`)

export function atomProblems(xml: string): string[] {
  const elements = parseXml(xml)
  const named = (...names: string[]) => elements.filter(({name}) => names.includes(name))
  return [
    ...(elements[0]?.attributes.xmlns === 'http://www.w3.org/2005/Atom' ? [] : ['not Atom']),
    ...against(atomModel, elements),
    ...named('id', 'uri').flatMap(({text}) => (isAbsolute(text) ? [] : [`${text} is no address`])),
    ...named('link').flatMap(({attributes: {href}}) =>
      isAbsolute(href) ? [] : [`${href} is no address`],
    ),
    ...named('updated', 'published').flatMap(({text}) =>
      rfc3339.test(text) ? [] : [`${text} is no date`],
    ),
    ...named('category').flatMap(({attributes: {term}}) => (term ? [] : ['a category of nothing'])),
    ...twice(named('id').map(({text}) => text)),
    ...named('content').flatMap(({text}) => htmlProblems(text)),
  ]
}

export function rssProblems(xml: string): string[] {
  const elements = parseXml(xml)
  const named = (...names: string[]) => elements.filter(({name}) => names.includes(name))
  return [
    ...(elements[0]?.attributes.version === '2.0' ? [] : ['not RSS 2.0']),
    ...against(rssModel, elements),
    ...named('link', 'guid').flatMap(({text}) =>
      isAbsolute(text) ? [] : [`${text} is no address`],
    ),
    ...named('atom:link').flatMap(({attributes: {rel, type, href}}) =>
      rel === 'self' && type === 'application/rss+xml' && isAbsolute(href)
        ? []
        : ['no own address'],
    ),
    ...named('media:content').flatMap(({attributes: {url, type, medium}}) =>
      type?.startsWith('image/') && medium === 'image' && isAbsolute(url) ? [] : ['no picture'],
    ),
    ...named('pubDate', 'lastBuildDate').flatMap(({text}) =>
      rfc822.test(text) && new Date(text).toUTCString() === text ? [] : [`${text} is no date`],
    ),
    ...twice(named('guid').map(({text}) => text)),
    ...named('content:encoded').flatMap(({text}) => htmlProblems(text)),
  ]
}

export function jsonFeedProblems(json: string): string[] {
  const feed = JSON.parse(json) as Record<string, unknown> & {items: Record<string, unknown>[]}
  const known = (one: object, names: string) =>
    Object.keys(one)
      .filter((name) => !names.split(' ').includes(name))
      .map((name) => `${name} is no member`)
  return [
    ...(feed.version === 'https://jsonfeed.org/version/1.1' ? [] : ['not JSON Feed 1.1']),
    ...(typeof feed.title === 'string' && feed.title ? [] : ['no title']),
    ...known(feed, 'version title description home_page_url feed_url language items'),
    ...[feed.home_page_url, feed.feed_url].flatMap((address) =>
      isAbsolute(String(address)) ? [] : [`${address} is no address`],
    ),
    ...twice(feed.items.map(({id}) => String(id))),
    ...feed.items.flatMap((item) => [
      ...known(
        item,
        'id url title summary content_html image date_published date_modified authors tags language',
      ),
      ...(typeof item.id === 'string' && isAbsolute(String(item.url))
        ? []
        : ['an item without id']),
      ...(typeof item.content_html === 'string' ? htmlProblems(item.content_html) : ['no content']),
      ...[item.date_published, item.date_modified].flatMap((date) =>
        rfc3339.test(String(date)) ? [] : [`${date} is no date`],
      ),
    ]),
  ]
}

const disallowed =
  /<(?:script|style|iframe|object|embed|form|input|button|link|meta|base|svg|math|template)\b/i

/** What a reader of feeds would take out, or could not follow. */
export function htmlProblems(html: string): string[] {
  const tags = html.match(/<[a-z][^<>]*>/gi) ?? []
  return [
    ...(disallowed.test(html) ? ['an element that no reader of feeds shows'] : []),
    ...tags.flatMap((tag) =>
      [...tag.matchAll(/ ([a-z-]+)="([^"]*)"/gi)].flatMap(([, name = '', value = '']) => {
        if (/^(?:on|style$|data-|tabindex$)/.test(name)) return [`the attribute ${name}`]
        const addresses = {href: [value], src: [value], srcset: value.split(', ')}[name] ?? []
        return addresses.flatMap((one) =>
          /^(?:https?:|mailto:|tel:)/.test(one) ? [] : [`${one} is not absolute`],
        )
      }),
    ),
  ]
}
