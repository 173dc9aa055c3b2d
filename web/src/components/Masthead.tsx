/** The top of every page: whose publication this is, and where one can go. */
import {homePath, listPath, safeHref, searchPath, type LanguageCode} from '../addresses.ts'
import {present} from '../content/present.ts'
import type {Link} from '../content/types.ts'
import {markOf} from '../language/in-english.ts'
import {languageOf} from '../language/language.ts'
import type {Counterparts} from '../metadata.ts'
import {spokenBy, type Site} from '../site.ts'
import {Image} from './Figure.tsx'
import {frame, sourceOf} from '../pictures/address.ts'

function navigation({settings, words}: Site): (Link & {lang?: string})[] {
  const mark = markOf(words, settings, 'navigation')
  const chosen = present(settings.navigation).filter(({label, url}) => label && safeHref(url))
  if (chosen.length > 0) return chosen.map((link) => ({...link, ...mark}))
  return [
    {label: words.articles, url: listPath('articles', words.code)},
    {label: words.topics, url: listPath('topics', words.code)},
    {label: words.authors, url: listPath('authors', words.code)},
  ]
}

/** The page's counterpart in another language, or the front page there. */
function pathIn(code: LanguageCode, counterparts: Counterparts): string {
  const there = counterparts[languageOf(code)?.tag ?? code]
  if (!there) return homePath(code)
  const {pathname, search} = new URL(there)
  return pathname + search
}

interface Props {
  site: Site
  counterparts: Counterparts
}

/** Letters in a name that is set smaller, so that it stays a nameplate on a phone. */
const LONG = 24

/** How high a logo is where a browser's text is of the usual size: 2.25rem (`masthead.pcss`), each of 17 CSS pixels (`base.pcss`). */
const HEIGHT = 2.25 * 17
/** A rem of `sizes` is the browser's own. */
const REM = 16

/** The name, or the logo that is shown in its place and called by it. */
function Name({site: {settings, name}}: {site: Site}) {
  const {logo} = settings
  const source = sourceOf(logo)
  if (!logo || !source) return name
  const {width, height} = frame(logo, source)
  const shown = Math.ceil((HEIGHT * width) / height)
  return (
    <Image
      picture={{...logo, alt: name, decorative: false}}
      sizes={`${shown / REM}rem`}
      steps={[shown, 2 * shown]}
      widest={3 * shown}
    />
  )
}

export function Masthead({site, counterparts}: Props) {
  const {settings, words, name} = site
  const hasLogo = sourceOf(settings.logo) !== undefined
  return (
    <header className="masthead">
      <div className="wrap">
        <a
          className={!hasLogo && name.length > LONG ? 'nameplate long' : 'nameplate'}
          href={homePath(words.code)}
        >
          <Name site={site} />
        </a>
        {settings.tagline && (
          <p className="tagline" {...markOf(words, settings, 'tagline')}>
            {settings.tagline}
          </p>
        )}
        <nav aria-label={words.mainNavigation}>
          <ul>
            {navigation(site).map(({label, url, lang}) => (
              <li key={`${label} ${url}`}>
                <a href={safeHref(url)} lang={lang}>
                  {label}
                </a>
              </li>
            ))}
            {spokenBy(site)
              .filter((code) => code !== words.code)
              .map((code) => (
                <li key={code}>
                  <a href={pathIn(code, counterparts)} lang={code} hrefLang={code}>
                    {languageOf(code)?.name}
                  </a>
                </li>
              ))}
          </ul>
        </nav>
        {/* A link: a form would have every page laid out once more before it is first shown (docs/decisions/0079). */}
        <a className="to-search" href={searchPath(words.code)}>
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <circle cx="6.5" cy="6.5" r="5" />
            <path d="M10.5 10.5 15 15" />
          </svg>
          <span>{words.search}</span>
        </a>
      </div>
    </header>
  )
}
