/** What a page says about itself, as tags: for readers' pages the same that Next writes for editors. */
import type {PageMetadata, SharedImage} from '../metadata.ts'
import {viewport} from '../theme/viewport.ts'

const property = (name: string, content: string | undefined) =>
  content === undefined ? null : (
    <meta key={`${name} ${content}`} property={name} content={content} />
  )

const named = (name: string, content: string | undefined) =>
  content === undefined ? null : <meta key={name} name={name} content={content} />

const robotsOf = (robots: PageMetadata['robots']): string | undefined => {
  if (!robots) return undefined
  return 'index' in robots ? 'noindex' : `max-image-preview:${robots['max-image-preview']}`
}

export function HeadTags({metadata}: {metadata: PageMetadata}) {
  const {title, description, robots, alternates, openGraph, twitter} = metadata
  return (
    <>
      <meta charSet="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      {viewport.themeColor.map(({media, color}) => (
        <meta key={media} name="theme-color" content={color} media={media} />
      ))}
      <meta name="color-scheme" content={viewport.colorScheme} />
      <title>{title}</title>
      {named('description', description)}
      {named('robots', robotsOf(robots))}
      {alternates && <Alternates {...alternates} />}
      {openGraph && <OpenGraph {...openGraph} />}
      {/* Whoever reads these takes the rest from Open Graph. */}
      {openGraph && twitter && named('twitter:card', twitter.card)}
      {twitter && named('twitter:image:alt', openGraph?.images[0]?.alt)}
    </>
  )
}

function Alternates({canonical, languages = {}, types}: NonNullable<PageMetadata['alternates']>) {
  return (
    <>
      <link rel="canonical" href={canonical} />
      {Object.entries(languages).map(([tag, href]) => (
        <link key={tag} rel="alternate" hrefLang={tag} href={href} />
      ))}
      {Object.entries(types).flatMap(([type, list]) =>
        list.map(({url, title}) => (
          <link key={url} rel="alternate" type={type} href={url} {...(title ? {title} : {})} />
        )),
      )}
    </>
  )
}

function OpenGraph(facts: NonNullable<PageMetadata['openGraph']>) {
  return (
    <>
      {property('og:title', facts.title)}
      {property('og:description', facts.description)}
      {property('og:url', facts.url)}
      {property('og:site_name', facts.siteName)}
      {property('og:locale', facts.locale)}
      {facts.images.map(imageTags)}
      {property('og:type', facts.type)}
      {facts.type === 'article' && (
        <>
          {property('article:published_time', facts.publishedTime)}
          {property('article:modified_time', facts.modifiedTime)}
          {facts.authors?.map((author) => property('article:author', author))}
        </>
      )}
    </>
  )
}

const imageTags = ({url, width, height, type, alt}: SharedImage) => [
  property('og:image', url),
  property('og:image:width', String(width)),
  property('og:image:height', String(height)),
  property('og:image:alt', alt),
  property('og:image:type', type),
]
