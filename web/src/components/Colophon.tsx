/** The foot of every page: who is behind it, how to reach them, what the law asks to be said. */
import {homePath, listPath, pagePath, safeHref} from '../addresses.ts'
import {present} from '../content/present.ts'
import type {DocumentLink, Settings} from '../content/types.ts'
import {feedPath} from '../feeds/feed-files.ts'
import {markOf} from '../language/in-english.ts'
import type {Site} from '../site.ts'

export function Colophon({site, pages}: {site: Site; pages: DocumentLink[]}) {
  const {settings, words, name} = site
  const {contact, licence} = settings
  const newsletter = safeHref(settings.newsletter)
  const social = present(settings.socialLinks).filter(({label, url}) => label && safeHref(url))
  const reachable = contact && (contact.email || contact.phone || contact.address)
  return (
    <footer className="colophon">
      <div className="wrap">
        <div>
          <p className="colophon-name">{name}</p>
          {settings.tagline && <p {...markOf(words, settings, 'tagline')}>{settings.tagline}</p>}
        </div>
        <nav aria-label={words.footerNavigation}>
          <ul>
            {(['articles', 'topics', 'authors'] as const).map((list) => (
              <li key={list}>
                <a href={listPath(list, words.code)}>{words[list]}</a>
              </li>
            ))}
            {pages.map((page) => (
              <li key={page._id}>
                <a href={pagePath(page)}>{page.title}</a>
              </li>
            ))}
            {newsletter && (
              <li>
                <a href={newsletter}>{words.newsletter}</a>
              </li>
            )}
            <li>
              <a href={feedPath(homePath(words.code), 'feed.xml')}>RSS</a>
            </li>
            {social.map(({label, url}) => (
              <li key={`${label} ${url}`}>
                <a href={safeHref(url)} rel="me noopener">
                  {label}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        {reachable && (
          <address>
            {contact.email && <a href={`mailto:${encodeURI(contact.email)}`}>{contact.email}</a>}
            {contact.phone && (
              <a href={`tel:${contact.phone.replace(/[^+\d]/g, '')}`}>{contact.phone}</a>
            )}
            {contact.address && <span className="postal">{contact.address}</span>}
          </address>
        )}
        {licence?.number && <Licence of={licence} label={words.licence} />}
        {present(settings.legalLines).map((line) => (
          <p className="legal" key={line} {...markOf(words, settings, 'legalLines')}>
            {line}
          </p>
        ))}
      </div>
    </footer>
  )
}

/** The firm's own, as some provinces ask of recruiters, with where it can be checked. */
function Licence({
  of: {number, url},
  label,
}: {
  of: NonNullable<Settings['licence']>
  label: string
}) {
  const href = safeHref(url)
  return (
    <p className="legal">
      {`${label} `}
      {href ? <a href={href}>{number}</a> : number}
    </p>
  )
}
