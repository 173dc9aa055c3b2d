/**
 * RSS 2.0, with the full text in `content:encoded`, the lead picture in `media:content` and its own address in `atom:link`. RSS's own
 * `enclosure` would have to say how many bytes a picture has, which is known when it is made, and makes a download of it.
 */
import {feedUpdated, type Feed, type FeedItem} from './feed.ts'
import {element, emptyElement, escapeXml} from './xml.ts'

function item(one: FeedItem): string {
  return [
    '<item>',
    element('title', one.title),
    element('link', one.url),
    `<guid isPermaLink="${one.id === one.url}">${escapeXml(one.id)}</guid>`,
    element('pubDate', one.published.toUTCString()),
    ...one.authors.map(({name}) => element('dc:creator', name)),
    ...one.topics.map((topic) => element('category', topic)),
    element('description', one.summary),
    one.picture ? emptyElement('media:content', {...one.picture, medium: 'image'}) : '',
    element('content:encoded', one.html),
    '</item>',
  ].join('')
}

export function rss(feed: Feed): string {
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/">',
    '<channel>',
    element('title', feed.title),
    element('link', feed.home),
    `<description>${escapeXml(feed.description)}</description>`,
    element('language', feed.language),
    feed.items.length > 0 ? element('lastBuildDate', feedUpdated(feed).toUTCString()) : '',
    `<atom:link rel="self" type="application/rss+xml" href="${escapeXml(feed.self)}"/>`,
    ...feed.items.map(item),
    '</channel></rss>\n',
  ].join('\n')
}
