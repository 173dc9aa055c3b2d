/** Atom 1.0. Ids are the first addresses, which stay; the lead picture is an enclosure, which needs no size here. */
import {feedUpdated, type Feed, type FeedItem} from './feed.ts'
import {element, emptyElement, escapeXml} from './xml.ts'

const person = ({name, url}: FeedItem['authors'][number]): string =>
  `<author>${element('name', name)}${element('uri', url)}</author>`

function entry(one: FeedItem): string {
  return [
    '<entry>',
    element('title', one.title),
    element('id', one.id),
    `<link rel="alternate" type="text/html" href="${escapeXml(one.url)}"/>`,
    one.picture
      ? emptyElement('link', {rel: 'enclosure', type: one.picture.type, href: one.picture.url})
      : '',
    element('published', one.published.toISOString()),
    element('updated', one.updated.toISOString()),
    ...one.authors.map(person),
    ...one.topics.map((topic) => `<category term="${escapeXml(topic)}"/>`),
    element('summary', one.summary),
    `<content type="html">${escapeXml(one.html)}</content>`,
    '</entry>',
  ].join('')
}

export function atom(feed: Feed): string {
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${escapeXml(feed.language)}">`,
    element('title', feed.title),
    element('subtitle', feed.description),
    element('id', feed.home),
    `<link rel="alternate" type="text/html" href="${escapeXml(feed.home)}"/>`,
    `<link rel="self" type="application/atom+xml" href="${escapeXml(feed.self)}"/>`,
    element('updated', feedUpdated(feed).toISOString()),
    // Every entry needs an author: one without a name of its own has this one.
    person({name: feed.title, url: feed.home}),
    ...feed.items.map(entry),
    '</feed>\n',
  ].join('\n')
}
